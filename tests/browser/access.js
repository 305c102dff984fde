/* What axe finds wrong in what sphinx-roundup makes, as sentences.

   Not asked: the colours of code, which are the theme's, and whether one can get to a table that
   scrolls with the keyboard, which browsers see to: https://developer.chrome.com/blog/keyboard-focusable-scrollers */

async () => {
  const ours = [".roundup-report", ".roundup-roster", ".roundup-people", ".roundup-events", ".roundup-closing", ".roundup-editions"];
  const include = ours.filter((selector) => document.querySelector(selector)).map((selector) => [selector]);
  if (!include.length) return ["nothing of ours is on the page"];
  const { violations } = await axe.run({ include, exclude: [[".highlight"]] }, { rules: { "scrollable-region-focusable": { enabled: false } } });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}: ${node.failureSummary}`));
}
