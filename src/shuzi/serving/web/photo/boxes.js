// Boxes that a person draws, joins and splits, and what the reader says is in them.

import { answerOf } from "../ask.js";
import { base64Of } from "../base64.js";
import { announce } from "../dom.js";
import { fetchPatiently } from "../patient.js";
import { state } from "../state.js";
import { say } from "../words.js";
import { replace } from "./edits.js";
import { around } from "../lines.js";
import { crop, framed, inkIn } from "./pictures.js";

/** Of a box and one that the reader finds: they share so much at least of what both cover. */
const SHARED = 0.3;
/** Of a digit that is split: how far from its edges the cut may lie. */
const CUT_FROM = 0.25;
/** So many times as high as wide is a box that is cut across. */
const TALL = 2.2;

/** Read what stands in a new box and put it into the lines. */
export async function addBox(page, box) {
  const whole = box.map(Math.round);
  replace(page, [], [(await read(page, whole, { margin: 0.6 })) ?? (await read(page, whole, { margin: 0.2, alone: true })) ?? (await unread(page, whole))]);
  announce(say("boxAdded"));
}

/** Make one box of several digits. */
export async function join(page, digits) {
  replace(page, digits, [await readAlone(page, around(digits.map(({ box }) => box)))]);
}

/** Make two boxes of one, cut where least ink is. */
export async function split(page, digit) {
  const [x, y, width, height] = digit.box;
  const { ink, width: columns, height: rows } = await inkIn(page, digit.box);
  const down = height > TALL * width;
  const cut = thinnest(ink, columns, rows, down);
  const near = Math.round(cut * (down ? height : width));
  const halves = down
    ? [[x, y, width, near], [x, y + near, width, height - near]]
    : [[x, y, near, height], [x + near, y, width - near, height]];
  replace(page, [digit], [await readAlone(page, halves[0]), await readAlone(page, halves[1])]);
}

const readAlone = async (page, box) => (await read(page, box, { margin: 0.25, alone: true })) ?? unread(page, box);

/** What the reader says is in a box; null where it finds no digit there. */
async function read(page, box, how) {
  const cropped = await crop(page, box, how);
  const form = new FormData();
  form.append("file", await new Promise((done) => cropped.canvas.toBlob(done, "image/png")), "box.png");
  const answer = await fetchPatiently(`/api/look?name=${encodeURIComponent(state.network.name)}`, { method: "POST", body: form });
  const found = await answerOf(answer);
  const best = found.lines
    .flatMap(({ digits }) => digits)
    .map((digit) => ({ ...digit, share: shared(digit.box, cropped.box) }))
    .sort((a, b) => b.share - a.share)[0];
  if (!best || best.share < SHARED) return null;
  const { share, ...digit } = best;
  return { ...digit, printed: false, box, corrected: true };
}

/** A box that somebody has to name, since the reader sees no digit in it. */
const unread = async (page, box) => ({
  digit: null, confidence: null, sure: false, printed: false, alternatives: [], box, corrected: true,
  pixels: base64Of(await framed(page, box)),
});

/** How much two boxes share of what both cover, 0 to 1. */
function shared(a, b) {
  const [across, down] = [0, 1].map((at) => Math.max(0, Math.min(a[at] + a[at + 2], b[at] + b[at + 2]) - Math.max(a[at], b[at])));
  return (across * down) / (a[2] * a[3] + b[2] * b[3] - across * down || 1);
}

/** Where the line with least ink lies, 0 to 1, near the middle where several are alike. */
function thinnest(ink, columns, rows, down) {
  const count = down ? rows : columns;
  const sums = new Float32Array(count);
  ink.forEach((value, i) => (sums[down ? Math.floor(i / columns) : i % columns] += value));
  let best = count >> 1;
  const cost = (at) => sums[at] + (2 * Math.abs(at + 0.5 - count / 2)) / count;
  for (let at = Math.ceil(count * CUT_FROM); at < count * (1 - CUT_FROM); at++) if (cost(at) < cost(best)) best = at;
  return Math.min(0.9, Math.max(0.1, (best + 0.5) / count));
}
