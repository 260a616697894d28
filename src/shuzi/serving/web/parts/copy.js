// Copy the address of what one sees, also where browsers keep the clipboard from a page: plain http on one's own network.

import { announce, make } from "../dom.js";
import { say } from "../words.js";

/**
 * Make the button, with the field that shows the address where nothing can copy it; `write` puts what one sees into the
 * address, which may not hold it yet.
 */
export function makeCopy(write) {
  const field = make("input.copy-field", { type: "text", readOnly: true, hidden: true, ariaLabel: say("share_link") });
  const told = make("p.hint", { role: "status", hidden: true });
  const button = make("button.quiet.share", {
    type: "button",
    async onclick() {
      write();
      const done = await copied(location.href);
      field.hidden = done;
      told.hidden = false;
      told.textContent = say(done ? "copied" : "copyByHand");
      announce(told.textContent);
      if (done) return;
      field.value = location.href;
      field.select();
    },
  }, say("share_link"));
  return make("div.copy", {}, button, told, field);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text);
  }
}

/** Deprecated, yet the only way on plain http. */
function copiedTheOldWay(text) {
  const before = document.activeElement;
  const area = make("textarea.unseen", { value: text, readOnly: true, ariaHidden: "true", tabIndex: -1 });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus({ preventScroll: true });
  return done;
}
