// What a run keeps of its first layer at every epoch's end, in the order in which the page computes.

import { convolve } from "./network/kernels.js";

/**
 * The filters of a snapshot, one after the other and each row by row: (filters, channels, rows, columns).
 * A weight that ran away comes as null and counts as 0.
 */
export function filtersOf({ filters }) {
  const [rows, columns, channels, maps] = [filters.length, filters[0].length, filters[0][0].length, filters[0][0][0].length];
  const values = new Float32Array(maps * channels * rows * columns);
  for (let map = 0, at = 0; map < maps; map++) {
    for (let channel = 0; channel < channels; channel++) {
      for (const row of filters) for (const cell of row) values[at++] = cell[channel][map] ?? 0;
    }
  }
  return { values, maps: maps * channels, rows, columns };
}

/** What the first layer made of a digit at that moment, before its bias, which a snapshot does not hold. */
export function firstMaps(snapshot, layer, pixels) {
  const [rows, columns, maps] = layer.output_shape;
  const kernel = filtersOf(snapshot).values;
  return { values: convolve(Float32Array.from(pixels), { ...layer, kernel, bias: new Float32Array(maps) }), maps, rows, columns };
}

/** Whether the page can compute that layer with those filters. */
export const canCompute = (layer, { filters }) =>
  layer?.type === "Conv2D" && layer.input_shape[2] === 1 && filters[0][0][0].length === layer.output_shape[2] && filters.length === layer.window[0];
