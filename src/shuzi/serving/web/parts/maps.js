// Maps, or filters, side by side in one canvas.

import { palette, shade } from "./picture.js";

const ACROSS = 8;

/**
 * Paint numbers as colours, the largest as the strongest.
 * @param {{values: ArrayLike<number>|null, maps: number, rows: number, columns: number, largest: number}} what values lie
 *   map by map and row by row; null leaves the canvas blank
 */
export function paintMaps(canvas, { values, maps, rows, columns, largest }) {
  canvas.width = ACROSS * (columns + 1) - 1;
  canvas.height = Math.ceil(maps / ACROSS) * (rows + 1) - 1;
  if (!values) return;
  const colours = palette(canvas);
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const cells = new Uint32Array(image.data.buffer);
  for (let map = 0, at = 0; map < maps; map++) {
    const [top, left] = [Math.floor(map / ACROSS) * (rows + 1), (map % ACROSS) * (columns + 1)];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) cells[(top + row) * canvas.width + left + column] = colours[shade(values[at++], largest)];
    }
  }
  context.putImageData(image, 0, 0);
}

/** The largest distance from zero of some values; 1 where all are zero, so that it can be divided by. */
export function largestOf(values) {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest || 1;
}
