// A few words that follow the pointer.

import { make } from "../dom.js";

let tip = null;

/** Show words beside the pointer, where they do not leave the window. */
export function showTip(event, text) {
  tip ??= make("div.tip", { role: "presentation", ariaHidden: "true" });
  if (!tip.isConnected) document.body.append(tip);
  tip.textContent = text;
  // To the side where there is room; how wide the words are is not asked, since the browser would lay out the page for it.
  const across = event.clientX < window.innerWidth / 2 ? `${event.clientX + 16}px` : `calc(${event.clientX - 12}px - 100%)`;
  tip.style.transform = `translate(${across}, ${event.clientY + 20}px)`;
}

export function hideTip() {
  tip?.remove();
}
