// Which line a box belongs to, for what a person draws.

/** Of the taller one's height: the middles of two neighbours of a line differ by no more; as in reading/lines.py. */
const DROP = 0.55;

const middle = ({ box }) => box[1] + box[3] / 2;
const centre = ({ box }) => box[0] + box[2] / 2;

/** The lines with one more digit, in the line whose digits stand beside it, or in one of its own. */
export function withDigit(lines, digit) {
  const fits = lines.map((line) => Math.min(Infinity, ...line.map((other) => drop(digit, other))));
  const best = fits.indexOf(Math.min(...fits));
  const joined = fits[best] < DROP;
  const all = joined ? lines.map((line, at) => (at === best ? [...line, digit] : line)) : [...lines, [digit]];
  return all.map((line) => line.toSorted((a, b) => centre(a) - centre(b))).toSorted((a, b) => level(a) - level(b));
}

/** The lines without some digits, and without lines that hold none. */
export const without = (lines, digits) =>
  lines.map((line) => line.filter((digit) => !digits.includes(digit))).filter((line) => line.length);

/** The smallest box around several. */
export function around(boxes) {
  const [left, top] = [0, 1].map((at) => Math.min(...boxes.map((box) => box[at])));
  const [right, bottom] = [0, 1].map((at) => Math.max(...boxes.map((box) => box[at] + box[at + 2])));
  return [left, top, right - left, bottom - top];
}

const level = (line) => line.reduce((sum, digit) => sum + middle(digit), 0) / line.length;

function drop(a, b) {
  const taller = Math.max(a.box[3], b.box[3], 1);
  // The nearest digit of a line decides: a line may be slanted.
  return Math.abs(middle(a) - middle(b)) / taller + (0.02 * Math.abs(centre(a) - centre(b))) / taller;
}
