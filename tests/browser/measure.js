/* What is wrong with the pictures of a page, as sentences: nothing where all is well.

   Lengths in em are those of the text that is measured. One pixel is forgiven everywhere, for
   browsers round. */

() => {
  const NARROWEST = 20; // em, of what stands beside a float
  const faults = { inside: [], beside: [], headings: [], sides: [], markers: [], wide: [], size: [], narrow: [] };
  let beside = 0;

  const say = (element) => {
    const report = element.closest(".roundup-report");
    const name = element.getAttribute("alt") || element.textContent.trim().slice(0, 40);
    return `${report ? report.id : "?"}: <${element.localName}> "${name}"`;
  };
  const meet = (a, b) => a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const overlap = (a, b) => meet(a, b) && a.left < b.right - 1 && b.left < a.right - 1;
  const em = (element) => parseFloat(getComputedStyle(element).fontSize);
  const highest = (picture) => Math.min(0.6 * innerHeight, 32 * em(picture));
  const isShown = (element) => element.getClientRects().length > 0;
  const isFloat = (element) => getComputedStyle(element).float !== "none";

  const middle = (element) => {
    const { left, right } = element.getBoundingClientRect();
    return (left + right) / 2;
  };
  const isScrolled = (element, report) => {
    for (let outer = element.parentElement; outer !== report; outer = outer.parentElement)
      if (getComputedStyle(outer).overflowX !== "visible") return true;
    return false;
  };

  /* The box in which an element's lines are, without its padding. */
  const inner = (element) => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return {
      top: box.top, bottom: box.bottom,
      left: box.left + parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth),
      right: box.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth),
    };
  };
  const blockOf = (node) => {
    let element = node.parentElement;
    while (getComputedStyle(element).display.startsWith("inline")) element = element.parentElement;
    return element;
  };
  /* How wide a line in a box can be beside a float. */
  const room = (box, float) => {
    if (box.right <= float.left + 1 || box.left >= float.right - 1) return box.right - box.left;
    return Math.max(float.left - box.left, box.right - float.right);
  };
  const linesOf = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((line) => line.width > 0);
  };
  const textsOf = (report) => {
    const walker = document.createTreeWalker(report, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const { currentNode: node } = walker, parent = node.parentElement;
      if (node.data.trim() && isShown(parent) && !parent.closest("figcaption, .headerlink, script, style")) texts.push(node);
    }
    return texts;
  };

  const SOLID = "pre, table, .admonition, blockquote";
  for (const report of document.querySelectorAll(".roundup-report")) {
    const frame = report.getBoundingClientRect();
    const floats = [...report.querySelectorAll("img, figure")].filter(isFloat);
    const boxes = floats.map((float) => float.getBoundingClientRect());

    floats.forEach((float, number) => {
      const box = boxes[number];
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.inside.push(say(float));
      boxes.slice(0, number).forEach((other, n) => {
        if (meet(box, other)) faults.sides.push(`${say(float)} beside ${say(floats[n])}`);
      });
      for (const heading of report.querySelectorAll("h1, h2, h3, h4, h5, h6, .rubric"))
        if (meet(heading.getBoundingClientRect(), box)) faults.headings.push(say(heading));
    });

    for (const text of textsOf(report)) {
      const block = blockOf(text), solid = text.parentElement.closest(SOLID);
      for (const line of linesOf(text)) {
        boxes.forEach((box, number) => {
          if (!meet(line, box)) return;
          beside += 1;
          if (!solid && overlap(line, box)) faults.beside.push(`${say(block)} lies on its float`);
          // Inside of a float's own container the block counts, outside of it the container.
          const outer = solid && !solid.contains(floats[number]) ? (solid.matches("pre") ? solid : solid.parentElement.closest("section, li, blockquote, dd, div")) : block;
          const has = room(solid && outer === solid ? solid.getBoundingClientRect() : inner(outer), box) / em(block);
          if (has < NARROWEST - 0.05) faults.beside.push(`${say(block)} has ${has.toFixed(1)}em`);
        });
      }
    }

    for (const item of report.querySelectorAll("li")) {
      const [first] = textsOf(item);
      const line = first && linesOf(first)[0];
      if (!line) continue;
      const marker = { top: line.top, bottom: line.bottom, left: line.left - 1.25 * em(item), right: line.left - 1 };
      if (getComputedStyle(item).direction === "ltr" && boxes.some((box) => overlap(marker, box))) faults.markers.push(say(item));
    }

    for (const picture of report.querySelectorAll("img, figure, table, pre, p")) {
      if (!isShown(picture)) continue;
      const box = picture.getBoundingClientRect();
      if (!isScrolled(picture, report) && (box.left < frame.left - 1 || box.right > frame.right + 1)) faults.wide.push(say(picture));
    }

    for (const picture of report.querySelectorAll("img")) {
      const { width, height } = picture.getBoundingClientRect();
      const wanted = picture.naturalWidth / picture.naturalHeight;
      if (!picture.complete || !picture.naturalWidth) faults.size.push(`${say(picture)} isn't there`);
      else if (Math.abs(width - height * wanted) > 2) faults.size.push(`${say(picture)} is distorted: ${width} x ${height}`);
      if (height > highest(picture) + 1) faults.size.push(`${say(picture)} is ${height} high`);
    }

    if (innerWidth < 45 * 16) {
      faults.narrow.push(...floats.map((float) => `${say(float)} floats`));
      for (const picture of report.querySelectorAll("img:is(.align-left, .align-right):not(td *)")) {
        const { width, height } = picture.getBoundingClientRect();
        const column = inner(picture.parentElement.closest("section, li, blockquote, dd, div"));
        const largest = Math.min(column.right - column.left, picture.naturalWidth);
        if (width < largest - 1 && height < highest(picture) - 1) faults.narrow.push(`${say(picture)} is ${width} wide in a column of ${largest}`);
      }
    }
  }

  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) faults.wide.push(`the page is ${scrollWidth} wide`);
  const floats = [...document.querySelectorAll(".roundup-report :is(img, figure)")].filter(isFloat);
  return {
    faults,
    floats: floats.map((float) => ({
      alt: (float.querySelector("img") || float).getAttribute("alt"),
      report: float.closest(".roundup-report").textContent.trim().split("\n")[0],
      share: float.offsetWidth / (inner(float.parentElement).right - inner(float.parentElement).left),
      asked: float.classList.contains("align-left") ? "left" : "right",
      side: middle(float) < middle(float.closest(".roundup-report")) ? "left" : "right",
      kept: getComputedStyle(float).breakInside === "avoid",
    })),
    beside,
    shift: window.roundupShift,
  };
}
