// Marks tables, code and pictures that are wider than their place, so that the style sheet says that there is more.
"use strict";

const markWide = (box) => box.classList.toggle("wide", box.scrollWidth > box.clientWidth + 1);

/** Give a picture a place of its own, which may stand below text in one paragraph: it scrolls alone, and says so. */
function place(picture) {
  const box = document.createElement("span");
  box.className = "picture";
  picture.replaceWith(box);
  box.append(picture);
}

window.addEventListener("load", () => {
  document.querySelectorAll('.md-typeset p > img[src*="images/"]:not([src*="samples"])').forEach(place);
  const watcher = new ResizeObserver((seen) => seen.forEach(({ target }) => markWide(target)));
  const boxes = ".md-typeset__scrollwrap, .md-typeset pre > code, .md-typeset .picture";
  for (const box of document.querySelectorAll(boxes)) watcher.observe(box);
});
