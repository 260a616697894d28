// Builds a convolution's sum up before one's eyes: product by product, then the next place of the map; or slides the window.

import { make } from "../dom.js";
import { gridAt, lookAt } from "../layers.js";
import { state } from "../state.js";
import { say } from "../words.js";
import { stepsOf } from "./convolution.js";

/** Milliseconds for a product, and for a place when only the window slides. */
const BEAT = 600;
const SLIDE = 150;

/** Make the buttons; `changed()` is called when another number of steps is counted. */
export function makePlayer(changed) {
  /** How many steps of the sum are done; null shows it whole. */
  let counted = null;
  let steps = 0;
  /** What runs: null, "play" or "slide". */
  let running = null;
  let timer = 0;
  let moving = false;
  const button = (symbol, word, onclick) => {
    const name = make("span", {}, say(word));
    const element = make("button.tool", { type: "button", onclick }, make("span.tool-symbol", { ariaHidden: "true" }, symbol), name);
    return { element, name, symbol: element.firstChild };
  };
  const step = button("❘▶", "stepSum", () => {
    stop();
    advance();
  });
  const play = button("▶", "playSum", () => toggle("play", BEAT, advance));
  const slide = button("⇥", "slide", () => {
    counted = null;
    if (running !== "slide") {
      moving = true;
      lookAt({ row: 0, column: 0 });
    }
    toggle("slide", SLIDE, () => move() || stop());
    changed();
  });
  const whole = button("Σ", "wholeSum", () => {
    stop();
    counted = null;
    changed();
  });
  const element = make("div.player.tools", {}, play.element, step.element, whole.element, slide.element);

  function toggle(name, beat, act) {
    const begin = running !== name;
    stop();
    if (!begin) return;
    running = name;
    timer = setInterval(act, beat);
    mark();
    if (name === "play") act();
  }
  function stop() {
    clearInterval(timer);
    running = null;
    mark();
  }
  function mark() {
    for (const [name, { name: text, symbol }, word, sign] of [["play", play, "playSum", "▶"], ["slide", slide, "slide", "⇥"]]) {
      text.textContent = say(running === name ? "stop" : word);
      symbol.textContent = running === name ? "❚❚" : sign;
    }
  }
  /** One product more; after the bias the window moves on. */
  function advance() {
    if (counted !== null && counted >= steps) {
      if (!move()) stop();
      return;
    }
    counted = (counted ?? 0) + 1;
    if (!state.pinned) lookAt({});
    changed();
  }
  /** Look at the next place of the map; false at its end. */
  function move() {
    const { layer, row, column } = state.focus;
    const { rows, columns } = gridAt(layer);
    if (row === rows - 1 && column === columns - 1) return false;
    moving = true;
    if (counted !== null) counted = 0;
    lookAt(column === columns - 1 ? { row: row + 1, column: 0 } : { column: column + 1 });
    return true;
  }
  mark();
  return {
    element,
    stop,
    counted: () => counted,
    /** Another place is looked at. If the player did not go there itself, it stops. */
    arrive() {
      if (!moving) {
        stop();
        counted = null;
      }
      moving = false;
    },
    show(found) {
      const windowed = found?.kind === "convolution";
      element.hidden = !windowed && found?.kind !== "pooling";
      play.element.hidden = step.element.hidden = !windowed;
      whole.element.hidden = !windowed || counted === null;
      if (windowed) steps = stepsOf(found);
    },
  };
}
