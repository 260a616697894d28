// What all views share: the strokes, the digits they make, what the network says of them, and where one is looking.

import { ownClasses } from "./classes.js";
import { bounds, frame, isBlank } from "./framing.js";
import { groupStrokes } from "./grouping.js";
import { damaged, WHOLE } from "./network/damage.js";

export const state = {
  network: null,
  /** What computes: the network itself, or a copy that was damaged. */
  acting: null,
  /** What was done to the copy; the network itself stays whole. */
  damage: WHOLE,
  /** Name of the model that the server was started with. */
  served: null,
  strokes: [],
  /** Whose drawing that is: "write" for all views but Teach, whose ten sevens are nobody else's. */
  sheet: "write",
  /**
   * Each with `strokes` (null if it came as pixels), `pixels`, `outputs`, and `label` and `kept` once it was labelled; a
   * written one with its `row`, and `verdict` once the server's reader has seen it.
   */
  digits: [],
  selected: 0,
  /** Channels that are switched off: index of the layer → set of channels. */
  off: new Map(),
  /** Where one is looking; layer −1 is the input. */
  focus: { layer: 0, map: 0, row: 14, column: 14 },
  /** Whether the place is held, so that a pointer on its way somewhere does not move it. */
  pinned: false,
  /** Whether one looks at the answer, whichever it is, until another place is pointed at. */
  following: true,
  panel: "arithmetic",
  /** The digit to tell apart from in "why"; null is the runner-up. */
  rival: null,
  /** From the last change of the strokes to the new answer, in milliseconds. */
  waited: 0,
};

const listeners = new Set();
let pending = new Set();
let frameAsked = false;

/** Call back with a set of what has changed, once a frame at most; returns a function that ends it. */
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Change something and tell everybody with the next frame. */
export function change(values) {
  Object.assign(state, values);
  for (const name of Object.keys(values)) pending.add(name);
  askForFrame();
}

export function changeStrokes(strokes) {
  state.drawnAt ??= performance.now();
  change({ strokes });
}

export function changePixels(pixels) {
  state.strokes = [];
  change({ digits: [{ strokes: null, pixels, outputs: null }], selected: 0 });
}

/** Sheet → what was on it when it was put away: strokes, or the pixels of a digit that came as such. */
export const putAway = new Map();

/** Go on with another sheet, where one left it. */
export function turnTo(sheet) {
  if (sheet === state.sheet) return;
  const pixels = state.strokes.length ? null : (selectedDigit()?.pixels ?? null);
  putAway.set(state.sheet, { strokes: state.strokes, pixels });
  state.sheet = sheet;
  const found = putAway.get(sheet);
  putAway.delete(sheet);
  if (found?.pixels) changePixels(found.pixels);
  else change({ strokes: found?.strokes ?? [] });
  computeNow();
}

export function switchChannel(layer, channel) {
  const off = new Map([...state.off].map(([index, channels]) => [index, new Set(channels)]));
  const channels = off.get(layer) ?? new Set();
  if (!channels.delete(channel)) channels.add(channel);
  if (channels.size) off.set(layer, channels);
  else off.delete(layer);
  change({ off });
}

export const selectedDigit = () => state.digits[state.selected] ?? null;

/** Digit and probability of the most probable answer, then the second. */
export function ranking(outputs) {
  const probabilities = outputs[outputs.length - 1];
  const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a]);
  return order.map((digit) => ({ digit, probability: probabilities[digit] }));
}

/**
 * Digit and probability that answer an image, and whether that is `sure`; null where nothing is drawn, or where the reader
 * finds no digit. Nobody has doubted an answer that the reader has not seen yet.
 */
export function answerTo(pixels, outputs, verdict = null) {
  if (isBlank(pixels) || verdict?.digit === null) return null;
  const [best] = ranking(outputs);
  if (!verdict) return { ...best, sure: true };
  const agrees = verdict.digit === best.digit;
  const most = agrees ? verdict.confidence : 1 - verdict.confidence;
  // The network tells ten digits apart; only the reader knows how likely there is one at all.
  return agrees && verdict.sure ? { ...best, sure: true } : { ...best, sure: false, probability: Math.min(best.probability, most) };
}

/** Stroke → what the reader says of the digit that it belongs to. */
const verdicts = new WeakMap();

/** Keep what the reader says of some strokes together: a digit or null, its confidence, and whether it is sure. */
export function giveVerdict(strokes, said) {
  const verdict = { ...said, count: strokes.length, network: state.network };
  for (const stroke of strokes) verdicts.set(stroke, verdict);
}

/** What was said of exactly these strokes, by the model in use. */
function verdictOf(strokes) {
  const verdict = verdicts.get(strokes[0]);
  const same = verdict?.count === strokes.length && verdict.network === state.network && strokes.every((stroke) => verdicts.get(stroke) === verdict);
  return same ? verdict : null;
}

function askForFrame() {
  if (frameAsked) return;
  frameAsked = true;
  requestAnimationFrame(() => {
    frameAsked = false;
    compute();
    const changed = pending;
    pending = new Set();
    for (const listener of listeners) listener(changed);
    if (changed.has("strokes") && state.drawnAt) {
      state.waited = performance.now() - state.drawnAt;
      document.documentElement.dataset.waited = state.waited.toFixed(1);
      state.drawnAt = null;
    }
  });
}

/** Compute what waits for the next frame, which computes it again and tells everybody. */
export function catchUp() {
  if (frameAsked) compute();
}

/** Compute now what would be computed with the next frame. */
export function computeNow() {
  compute();
  pending.delete("strokes");
}

/** Whether all strokes are taken for one sign. */
let asOne = false;

/** The strokes of each digit; a sign of one's own may have strokes far apart, so that all strokes are one sign. */
function groupsOf(strokes) {
  if (!ownClasses(state.network?.model)) return groupStrokes(strokes);
  const box = bounds(strokes);
  return box ? [{ strokes, box, row: 0 }] : [];
}

function compute() {
  const own = Boolean(ownClasses(state.network?.model));
  const otherwise = pending.has("network") && own !== asOne && state.strokes.length > 0;
  asOne = own;
  if (pending.has("strokes") || pending.has("grouping") || otherwise) {
    const known = state.digits;
    const looked = pending.has("strokes") ? state.strokes.at(-1) : known[state.selected]?.strokes?.[0];
    state.digits = groupsOf(state.strokes).map(({ strokes, box, row }) => {
      const pixels = frame(strokes);
      const same = known.find((digit) => digit.outputs && samePixels(digit.pixels, pixels));
      return { strokes, box, row, pixels, verdict: verdictOf(strokes), outputs: same?.outputs ?? null, label: same?.label ?? null, kept: same?.kept };
    });
    // Whoever writes wants to see what is being written.
    state.selected = Math.max(0, state.digits.findIndex((digit) => digit.strokes.includes(looked)));
    pending.add("digits");
  }
  if (!state.network) return;
  if (pending.has("network") || pending.has("damage")) state.acting = damaged(state.network, state.damage);
  if (["off", "network", "damage"].some((name) => pending.has(name))) for (const digit of state.digits) digit.outputs = null;
  for (const digit of state.digits) digit.outputs ??= state.acting.forward(digit.pixels, state.off);
}

function samePixels(a, b) {
  return a.every((value, index) => value === b[index]);
}
