/* Adds up how far ours moved while the page loaded: https://web.dev/articles/cls

   What moves elsewhere, as when a theme's font arrives, is the theme's. */

window.roundupShift = 0;
new PerformanceObserver((list) => {
  const ours = [".roundup-report", ".roundup-roster", ".roundup-people", ".roundup-events", ".roundup-closing"].join();
  const isOurs = ({ node }) => node && (node.closest ? node : node.parentElement).closest(ours);
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput && entry.sources.some(isOurs)) window.roundupShift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
