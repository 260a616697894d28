// Guided writing: "write ten sevens", one after the other on one pad, and all of them are kept with their label.

import { send } from "../ask.js";
import { base64Of } from "../base64.js";
import { announce, make } from "../dom.js";
import { isBlank } from "../framing.js";
import { makePad } from "../parts/pad.js";
import { changeStrokes, state, watch } from "../state.js";
import { say } from "../words.js";

const WANTED = 10;

/**
 * Make the panel; returns { element, show(digit), close }.
 * @param {(digit: number) => void} onChoose when another digit is to be written
 * @param {() => void} onKept when some were kept
 */
export function makeWriting(onChoose, onKept) {
  const pad = makePad({ samples: false });
  const head = make("h2", { ariaLive: "polite" });
  const progress = make("progress", { max: WANTED, ariaLabel: say("guidedProgress") });
  const told = make("p.hint", { role: "status" });
  const keep = make("button.main", { type: "button", onclick: () => keepAll() });
  const skip = make("button.quiet", { type: "button", onclick: () => onChoose((digit + 1) % 10) }, say("guidedNext"));
  let digit = 0;
  let busy = false;
  const written = () => state.digits.filter(({ strokes, pixels }) => strokes && !isBlank(pixels));
  const refresh = () => {
    const count = written().length;
    head.textContent = say("guided", { digit });
    progress.value = Math.min(count, WANTED);
    keep.disabled = busy || count === 0;
    keep.textContent = say("guidedKeep", { count, digit });
  };
  async function keepAll() {
    busy = true;
    const [kept, label] = [written(), digit];
    try {
      for (const { pixels } of kept) await send("/api/corrections", { label, pixels: base64Of(pixels) });
      told.textContent = say("guidedKept", { count: kept.length, digit: label });
      changeStrokes([]);
      onKept();
      onChoose((label + 1) % 10);
    } catch (error) {
      told.textContent = say("failed", { why: error.message });
      announce(told.textContent);
    }
    busy = false;
    refresh();
  }
  const unwatch = watch((changed) => (changed.has("digits") || changed.has("strokes")) && refresh());
  refresh();
  return {
    element: make("section.panel.guided", {}, head, make("p.hint", {}, say("guidedAbout")), pad.element, progress, make("p.choice", {}, keep, skip), told),
    show(chosen) {
      digit = chosen;
      refresh();
    },
    close() {
      unwatch();
      pad.close();
    },
  };
}
