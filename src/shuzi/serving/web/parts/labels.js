// "It is a …": ten buttons that keep a digit with its true label, so that a model can learn from it.

import { send } from "../ask.js";
import { base64Of } from "../base64.js";
import { announce, make } from "../dom.js";
import { say } from "../words.js";

/**
 * Make the buttons; returns { element, refresh(label) }, where `label` is the one that is pressed.
 * @param {() => ArrayLike<number>} pixels of the digit, when a button is pressed
 * @param {(label: number, kept: {folder: string, counts: number[]}) => void} onKept
 */
export function makeLabels({ pixels, onKept }) {
  const told = make("p.hint", { role: "status" });
  const keep = async (label) => {
    try {
      const kept = await send("/api/corrections", { label, pixels: base64Of(pixels()) });
      onKept(label, kept);
    } catch (error) {
      told.textContent = say("failed", { why: error.message });
      announce(told.textContent);
    }
  };
  const buttons = Array.from({ length: 10 }, (_, label) =>
    make("button.sample", { type: "button", ariaLabel: say("correctTo", { digit: label }), onclick: () => keep(label) }, String(label)),
  );
  const refresh = (label, text = "") => {
    buttons.forEach((button, digit) => (button.ariaPressed = String(digit === label)));
    told.textContent = text;
  };
  refresh(null);
  return { element: make("div.labels", {}, make("div.samples", {}, ...buttons), told), refresh };
}
