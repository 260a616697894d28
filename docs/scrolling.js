// Marks tables that are wider than their place, so that the style sheet says that there is more.
"use strict";

const markWide = (box) => box.classList.toggle("wide", box.scrollWidth > box.clientWidth + 1);

window.addEventListener("load", () => {
  const watcher = new ResizeObserver((seen) => seen.forEach(({ target }) => markWide(target)));
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) watcher.observe(box);
});
