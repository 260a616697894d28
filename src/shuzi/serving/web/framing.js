// From strokes to what the network reads: 28×28 pixels, framed as MNIST's digits are.
//
// MNIST's digits were cropped to their ink, fitted into 20×20 keeping their shape, and moved so that the centre of
// mass of the ink lies in the middle of 28×28. Strokes are lines, so they are fitted first and drawn afterwards:
// a small 7 and a large 7 come out with the same, natural thickness. The exported page has only
// ink, and frames that (digits.js).

const SIZE = 28;
const BOX = 20;
// Of a line, in pixels of the 28×28 image; MNIST's pens are mostly 2 to 3 pixels wide.
const PEN = 2.3;
const MIDDLE = (SIZE - 1) / 2;
// Of 255: an image without a darker pixel is blank; as FAINTEST in digits.py.
const FAINTEST = 50;

/** Whether nothing is drawn on an image, which is then no digit. */
export const isBlank = (pixels) => !pixels.some((ink) => ink > FAINTEST);

/**
 * Frame the strokes of one digit.
 * @param {Array<Array<[number, number, number]>>} strokes lines of points: x, y in any unit, pressure 0 to 1
 * @returns {Uint8Array} 784 pixels, row by row, 0 (paper) to 255 (ink)
 */
export function frame(strokes) {
  const box = bounds(strokes);
  if (!box) return new Uint8Array(SIZE * SIZE);
  // The pen's own width belongs to the ink, so the lines get a little less than 20 pixels.
  const room = BOX - PEN;
  const scale = room / Math.max(box.width, box.height, 1e-6);
  const dot = Math.max(box.width, box.height) < 1e-6;
  const fitted = strokes.map((stroke) =>
    stroke.map(([x, y, pressure]) => [
      (dot ? 0 : (x - box.x - box.width / 2) * scale) + MIDDLE,
      (dot ? 0 : (y - box.y - box.height / 2) * scale) + MIDDLE,
      pressure,
    ]),
  );
  const centre = centreOfMass(draw(fitted));
  const moved = fitted.map((stroke) => stroke.map(([x, y, p]) => [x + MIDDLE - centre.x, y + MIDDLE - centre.y, p]));
  const ink = draw(moved);
  return Uint8Array.from(ink, (value) => Math.round(255 * value));
}

/** The smallest box around strokes; null if there is none. */
export function bounds(strokes) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const stroke of strokes) {
    for (const [x, y] of stroke) {
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x);
      bottom = Math.max(bottom, y);
    }
  }
  return left > right ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Ink from 0 to 1 in every pixel: how far it lies within the nearest line, with an edge one pixel soft. */
function draw(strokes) {
  const ink = new Float32Array(SIZE * SIZE);
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length; i++) {
      const [x0, y0, p0] = stroke[Math.max(0, i - 1)];
      const [x1, y1, p1] = stroke[i];
      if (i === 0 && stroke.length > 1) continue;
      segment(ink, x0, y0, x1, y1, (PEN / 2) * (0.7 + 0.3 * (p0 + p1)));
    }
  }
  return ink;
}

function segment(ink, x0, y0, x1, y1, radius) {
  const reach = radius + 1;
  const [fromX, toX] = [Math.floor(Math.min(x0, x1) - reach), Math.ceil(Math.max(x0, x1) + reach)];
  const [fromY, toY] = [Math.floor(Math.min(y0, y1) - reach), Math.ceil(Math.max(y0, y1) + reach)];
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  for (let y = Math.max(0, fromY); y <= Math.min(SIZE - 1, toY); y++) {
    for (let x = Math.max(0, fromX); x <= Math.min(SIZE - 1, toX); x++) {
      const along = length ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
      const distance = Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
      const cover = Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (cover > ink[y * SIZE + x]) ink[y * SIZE + x] = cover;
    }
  }
}

function centreOfMass(ink) {
  let [mass, x, y] = [0, 0, 0];
  for (let i = 0; i < ink.length; i++) {
    mass += ink[i];
    x += ink[i] * (i % SIZE);
    y += ink[i] * Math.floor(i / SIZE);
  }
  return mass ? { x: x / mass, y: y / mass } : { x: MIDDLE, y: MIDDLE };
}
