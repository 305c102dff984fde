/* Goes through the page to its end as a reader does, and sees that every picture has come. */

async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight * 0.9) {
    scrollTo({ top: y, behavior: "instant" });
    await frame();
  }
  const pictures = [...document.images].filter((picture) => picture.getClientRects().length && !picture.complete);
  for (const picture of pictures) {
    picture.scrollIntoView({ behavior: "instant" });
    for (let waited = 0; waited < 100 && !picture.complete; waited += 1) await frame();
  }
  scrollTo({ top: 0, behavior: "instant" });
  await frame();
}
