// Which strokes make one digit: by how near they come to each other, unless the reader or a person has said it.

import { bounds } from "./framing.js";
import { withDigit } from "./lines.js";

/** In units of the pad: lines that come so near touch, as thick as they are drawn. */
const TOUCH = 12;
/** All that follows are shares. Of the taller stroke's height: so near is what belongs to a digit without touching it. */
const NEAR = 0.35;
/** Of the taller stroke's height: a stroke as high as this may be a digit by itself. */
const WHOLE = 0.7;
/** Of the lower stroke's height: strokes that share so little of it stand above each other, so much, side by side. */
const [ABOVE, BESIDE] = [0.25, 0.7];
/** Of its width, or of the taller stroke's height: lower is a bar. */
const FLAT = 0.35;
/** Of the narrower stroke's width: strokes of one digit share so much. */
const OVER = 1 / 3;

/** Stroke → what was said of it: `group`, which all strokes of its digit have, and `by` whom, the reader or the hand. */
const said = new WeakMap();
/** Stroke → stroke → how near they come; strokes never change. */
const distances = new WeakMap();

/**
 * Put strokes that make one digit together; the digits come row by row, each from left to right.
 * @returns {Array<{strokes: Array, box: object, row: number}>}
 */
export function groupStrokes(strokes) {
  const drawn = strokes.map((stroke) => ({ stroke, box: bounds([stroke]) })).filter(({ box }) => box);
  const parent = drawn.map((_, at) => at);
  const root = (at) => (parent[at] === at ? at : (parent[at] = root(parent[at])));
  const group = drawn.map(({ stroke }) => said.get(stroke)?.group ?? null);
  const size = drawn.map(() => 1);
  const join = (a, b) => {
    const [to, from] = [root(a), root(b)];
    if (to === from || (group[to] && group[from] && group[to] !== group[from])) return;
    parent[from] = to;
    group[to] ??= group[from];
    size[to] += size[from];
  };
  const pairs = [];
  for (let a = 0; a < drawn.length; a++) {
    for (let b = a + 1; b < drawn.length; b++) {
      if (group[a] && group[b]) {
        if (group[a] === group[b]) join(a, b);
        continue;
      }
      const tie = tieOf(drawn[a], drawn[b]);
      if (tie) pairs.push({ a, b, ...tie });
    }
  }
  for (const { a, b, touches, small } of pairs.sort((one, other) => one.away - other.away)) {
    // A bar that lies between two digits belongs to the nearer one alone.
    if (touches || size[root(small ? b : a)] === 1 || size[root(small ? a : b)] === 1) join(a, b);
  }
  const digits = new Map();
  drawn.forEach(({ stroke }, at) => digits.set(root(at), [...(digits.get(root(at)) ?? []), stroke]));
  return inRows([...digits.values()].map((strokes) => ({ strokes, box: bounds(strokes) })));
}

/** Say that some strokes are one digit. */
export function decide(strokes, by) {
  const group = {};
  for (const stroke of strokes) said.set(stroke, { group, by });
}

/** Let strokes be put together by where they stand again. */
export function undecide(strokes) {
  for (const stroke of strokes) said.delete(stroke);
}

export const decidedByHand = (stroke) => said.get(stroke)?.by === "hand";

/** How two strokes are tied to each other; null if they are not. */
function tieOf(first, second) {
  const [a, b] = [first.box, second.box];
  const tall = Math.max(a.height, b.height, TOUCH);
  const reach = Math.max(TOUCH, NEAR * tall);
  if (gap(a, b) > reach) return null;
  const away = distance(first.stroke, second.stroke);
  if (away > reach) return null;
  const low = Math.max(1, Math.min(a.height, b.height));
  const beside = (Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)) / low;
  const narrow = Math.max(Math.min(a.width, b.width), TOUCH);
  const over = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) + TOUCH / 2 > narrow * OVER;
  const twoWhole = low >= WHOLE * tall && beside >= BESIDE;
  const small = a.height < b.height;
  if (away < TOUCH) return twoWhole && !over ? null : { away, touches: true, small };
  if (!over || twoWhole) return null;
  const lower = small ? a : b;
  const flat = lower.height < FLAT * Math.max(lower.width, 1) || lower.height < FLAT * tall;
  return beside < ABOVE && !flat ? null : { away, touches: false, small };
}

const gap = (a, b) =>
  Math.hypot(Math.max(0, a.x - b.x - b.width, b.x - a.x - a.width), Math.max(0, a.y - b.y - b.height, b.y - a.y - a.height));

function distance(a, b) {
  const known = distances.get(a)?.get(b);
  if (known !== undefined) return known;
  const least = Math.min(fromPoints(a, b), fromPoints(b, a));
  if (!distances.has(a)) distances.set(a, new WeakMap());
  distances.get(a).set(b, least);
  return least;
}

/** The least distance of the points of one stroke to the lines of another. */
function fromPoints(points, line) {
  let least = Infinity;
  for (const [x, y] of points) {
    for (let i = 0; i < line.length; i++) {
      const [x0, y0] = line[Math.max(0, i - 1)];
      const [dx, dy] = [line[i][0] - x0, line[i][1] - y0];
      const length = dx * dx + dy * dy;
      const along = length ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
      least = Math.min(least, (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2);
    }
  }
  return Math.sqrt(least);
}

function inRows(digits) {
  const placed = digits.map((digit) => ({ ...digit, place: digit.box, box: [digit.box.x, digit.box.y, digit.box.width, digit.box.height] }));
  const rows = placed.toSorted((a, b) => a.box[0] - b.box[0]).reduce(withDigit, []);
  return rows.flatMap((row, at) => row.map(({ strokes, place }) => ({ strokes, box: place, row: at })));
}
