// A few words that follow the pointer.

import { make } from "../dom.js";

let tip = null;

/** Show words beside the pointer, where they do not leave the window. */
export function showTip(event, text) {
  tip ??= make("div.tip", { role: "presentation", ariaHidden: "true" });
  if (!tip.isConnected) document.body.append(tip);
  tip.textContent = text;
  const left = Math.min(event.clientX + 16, document.documentElement.clientWidth - tip.offsetWidth - 8);
  tip.style.transform = `translate(${Math.max(8, left)}px, ${event.clientY + 20}px)`;
}

export function hideTip() {
  tip?.remove();
}
