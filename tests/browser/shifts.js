/* Adds up how far ours moved while the page loaded: https://web.dev/articles/cls

   Pictures can only push what follows them. Where something before ours moves along, or the
   column changes its width, the theme is at work: its fonts arrive, or its scripts. */

window.roundupShift = 0;
new PerformanceObserver((list) => {
  const first = document.querySelector(".roundup-report, .roundup-roster, .roundup-people, .roundup-events");
  const { DOCUMENT_POSITION_FOLLOWING: after, DOCUMENT_POSITION_CONTAINED_BY: inside } = Node;
  const isAfter = (node) => node && first && (first === node || first.compareDocumentPosition(node) & (after | inside));
  const isOurs = ({ node, previousRect, currentRect }) => isAfter(node) && previousRect.width === currentRect.width;
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput && entry.sources.every(isOurs)) window.roundupShift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
