/* What axe finds wrong within some elements, each with its rule and the colours in question.

   Not asked: the colours of code, which are the theme's, and whether one can get to a table that
   scrolls with the keyboard, which browsers see to: https://developer.chrome.com/blog/keyboard-focusable-scrollers */

async (selectors) => {
  const include = selectors.filter((selector) => document.querySelector(selector)).map((selector) => [selector]);
  if (!include.length) return [{ rule: "none", colours: "", says: "nothing of ours is on the page" }];
  const rules = { "scrollable-region-focusable": { enabled: false } };
  const { violations } = await axe.run({ include, exclude: [[".highlight"]] }, { rules });
  const coloursOf = ({ any, all, none }) => {
    const data = [...any, ...all, ...none].map((check) => check.data || {});
    return data.map(({ fgColor, bgColor, nodeColor, parentColor }) => [fgColor, bgColor, nodeColor, parentColor].join(" ")).join();
  };
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => ({
    rule: id, colours: coloursOf(node), says: `${id}: ${node.html.slice(0, 120)}: ${node.failureSummary}`,
  })));
}
