// Where one number of a layer comes from: every product, every sum, from the same weights that the network uses.

import { windowStart } from "./kernels.js";
import { gridOf } from "./network.js";

/**
 * Explain one value.
 * @param {object} layer
 * @param {ArrayLike<number>} input what goes into the layer
 * @param {{map: number, row: number, column: number}} place in the layer's output
 * @param {number} temperature of the softmax
 */
export function explain(layer, input, place, temperature = 1) {
  switch (layer.type) {
    case "Conv2D":
      return explainConvolution(layer, input, place);
    case "MaxPooling2D":
      return explainPooling(layer, input, place);
    case "Dense":
      return explainDense(layer, input, place.map);
    case "Flatten":
      return explainFlatten(layer, input, place.map);
    default:
      return layer.activation === "softmax" ? explainSoftmax(input, place.map, temperature) : explainRelu(layer, input, place);
  }
}

function explainConvolution(layer, input, { map, row, column }) {
  const [height, width, channels] = layer.input_shape;
  const [high, wide] = layer.window;
  const [top, left] = windowStart(layer, row, column);
  const parts = [];
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) {
    const part = { channel, values: [], weights: [], products: [], inside: [], sum: 0 };
    for (let y = 0; y < high; y++) {
      for (let x = 0; x < wide; x++) {
        const inside = top + y >= 0 && top + y < height && left + x >= 0 && left + x < width;
        const value = inside ? input[(channel * height + top + y) * width + left + x] : 0;
        const weight = layer.kernel[((map * channels + channel) * high + y) * wide + x];
        part.values.push(value);
        part.weights.push(weight);
        part.products.push(value * weight);
        part.inside.push(inside);
        part.sum += value * weight;
      }
    }
    sum += part.sum;
    parts.push(part);
  }
  const bias = layer.bias[map];
  return { kind: "convolution", parts, sum, bias, value: sum + bias, field: { top, left, high, wide }, channels: "all" };
}

function explainPooling(layer, input, { map, row, column }) {
  const [height, width] = layer.input_shape;
  const [high, wide] = layer.window;
  const [top, left] = windowStart(layer, row, column);
  const values = [];
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const inside = top + y >= 0 && top + y < height && left + x >= 0 && left + x < width;
      values.push(inside ? input[(map * height + top + y) * width + left + x] : -Infinity);
    }
  }
  const value = Math.max(...values);
  return { kind: "pooling", values, wide, winner: values.indexOf(value), value, field: { top, left, high, wide }, channels: map };
}

function explainRelu(layer, input, { map, row, column }) {
  const { rows, columns } = gridOf(layer.output_shape);
  const before = input[(map * rows + row) * columns + column];
  return { kind: "relu", before, value: Math.max(0, before), field: { top: row, left: column, high: 1, wide: 1 }, channels: map };
}

function explainFlatten(layer, input, index) {
  const from = unflatten(layer.input_shape, index);
  const { rows, columns } = gridOf(layer.input_shape);
  return { kind: "flatten", from, value: input[(from.map * rows + from.row) * columns + from.column] };
}

function explainDense(layer, input, unit) {
  const units = layer.bias.length;
  const parts = Array.from(input, (value, index) => {
    const weight = layer.kernel[index * units + unit];
    return { index, value, weight, product: value * weight };
  });
  const sum = parts.reduce((total, part) => total + part.product, 0);
  return { kind: "dense", parts, sum, bias: layer.bias[unit], value: sum + layer.bias[unit] };
}

function explainSoftmax(input, unit, temperature) {
  const logits = Array.from(input, (value) => value / temperature);
  const largest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return { kind: "softmax", logits, largest, powers, sum, value: powers[unit] / sum };
}

/** Which map, row and column a number of a flattened layer was. */
export function unflatten(shape, index) {
  const { maps, columns } = gridOf(shape);
  const place = Math.floor(index / maps);
  return { map: index % maps, row: Math.floor(place / columns), column: place % columns };
}
