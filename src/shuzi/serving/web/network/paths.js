// What one number has to do with the other layers: all that it sees and feeds, and the strongest line through both.
// Layer −1 is the input. A place is { map, row, column }.

import { unflatten } from "./arithmetic.js";
import { padBefore, windowStart } from "./kernels.js";
import { gridOf } from "./network.js";

/**
 * The strongest line through a place: in every layer the number that gives most to the next one, as far as there is one.
 * @returns {Map<number, object>} places by the index of their layer
 */
export function strongestLine(network, pixels, outputs, { layer, ...start }) {
  const found = new Map([[layer, start]]);
  for (let index = layer, place = start; index >= 0; index--) {
    place = strongestBefore(network.layers[index], network.inputOf(index, pixels, outputs), place);
    found.set(index - 1, place);
  }
  for (let index = layer + 1, place = start; index < network.layers.length; index++) {
    place = strongestAfter(network.layers[index], network.inputOf(index, pixels, outputs), place);
    if (!place) break;
    found.set(index, place);
  }
  return found;
}

/** The place in a layer's input that adds most to a place in its output. */
function strongestBefore(layer, input, place) {
  const { map, row, column } = place;
  if (layer.type === "Flatten") return unflatten(layer.input_shape, map);
  if (layer.type === "Activation") return place;
  if (layer.type === "Dense") {
    const units = layer.bias.length;
    return neuron(most(input.length, (index) => input[index] * layer.kernel[index * units + map]));
  }
  const [height, width, channels] = layer.input_shape;
  const [top, left] = windowStart(layer, row, column);
  const [high, wide] = layer.window;
  const pooled = layer.type !== "Conv2D";
  // Where nothing stands out, such as on bare paper, it is the middle.
  let best = { map: pooled ? map : 0, row: top + (high >> 1), column: left + (wide >> 1) };
  let largest = pooled ? -Infinity : 0;
  for (let channel = pooled ? map : 0; channel < (pooled ? map + 1 : channels); channel++) {
    for (let y = Math.max(0, -top); y < high && top + y < height; y++) {
      for (let x = Math.max(0, -left); x < wide && left + x < width; x++) {
        const value = input[(channel * height + top + y) * width + left + x];
        const share = pooled ? value : value * layer.kernel[((map * channels + channel) * high + y) * wide + x];
        if (share > largest) {
          largest = share;
          best = { map: channel, row: top + y, column: left + x };
        }
      }
    }
  }
  return best;
}

/** The place in a layer's output to which a place in its input adds most; null if nothing reads it. */
function strongestAfter(layer, input, place) {
  const { map, row, column } = place;
  const { rows, columns } = gridOf(layer.input_shape);
  if (layer.type === "Flatten") return neuron(layer.input_shape.length === 3 ? (row * columns + column) * layer.input_shape[2] + map : map);
  if (layer.type === "Activation") return place;
  if (layer.type === "Dense") {
    const units = layer.bias.length;
    return neuron(most(units, (unit) => input[map] * layer.kernel[map * units + unit]));
  }
  const fed = fedThrough(layer, { top: row, left: column, high: 1, wide: 1 });
  if (!fed) return null;
  const middle = { map, row: fed.top + (fed.high >> 1), column: fed.left + (fed.wide >> 1) };
  if (layer.type !== "Conv2D") return middle;
  const [, , channels] = layer.input_shape;
  const [high, wide] = layer.window;
  const value = input[(map * rows + row) * columns + column];
  let best = { ...middle, map: 0 };
  let largest = 0;
  for (let filter = 0; filter < layer.output_shape[2]; filter++) {
    for (let y = fed.top; y < fed.top + fed.high; y++) {
      for (let x = fed.left; x < fed.left + fed.wide; x++) {
        const [top, left] = windowStart(layer, y, x);
        const share = value * layer.kernel[((filter * channels + map) * high + row - top) * wide + column - left];
        if (share > largest) {
          largest = share;
          best = { map: filter, row: y, column: x };
        }
      }
    }
  }
  return best;
}

const neuron = (map) => ({ map, row: 0, column: 0 });

function most(count, share) {
  let best = 0;
  for (let index = 1; index < count; index++) if (share(index) > share(best)) best = index;
  return best;
}

/**
 * All that a place is computed from, and all that is computed from it.
 * @returns {Map<number, object>} by the index of the layer: { top, left, high, wide, map }, where `map` is null for all maps
 */
export function reachOf(layers, { layer, map, row, column }) {
  const found = new Map([[layer, { map, top: row, left: column, high: 1, wide: 1 }]]);
  for (let index = layer, field = found.get(layer); index >= 0; index--) {
    field = seenThrough(layers[index], field);
    found.set(index - 1, field);
  }
  for (let index = layer + 1, field = found.get(layer); index < layers.length; index++) {
    field = throughLayer(layers[index], field);
    if (!field) break;
    found.set(index, field);
  }
  return found;
}

const whole = (shape) => {
  const { rows, columns } = gridOf(shape);
  return { map: null, top: 0, left: 0, high: rows, wide: columns };
};

function seenThrough(layer, field) {
  if (layer.type === "Dense" || layer.activation === "softmax") return whole(layer.input_shape);
  if (layer.type === "Activation") return field;
  if (layer.type === "Flatten") {
    if (field.map === null) return whole(layer.input_shape);
    const { map, row, column } = unflatten(layer.input_shape, field.map);
    return { map, top: row, left: column, high: 1, wide: 1 };
  }
  const [height, width] = layer.input_shape;
  const [top, left] = windowStart(layer, field.top, field.left);
  const [bottom, right] = windowStart(layer, field.top + field.high - 1, field.left + field.wide - 1);
  const box = clip([top, bottom + layer.window[0] - 1], [left, right + layer.window[1] - 1], height, width);
  return { ...box, map: layer.type === "Conv2D" ? null : field.map };
}

function throughLayer(layer, field) {
  if (layer.type === "Dense" || layer.activation === "softmax") return whole(layer.output_shape);
  if (layer.type === "Activation") return field;
  if (layer.type === "Flatten") {
    const single = field.map !== null && field.high * field.wide === 1;
    if (!single) return whole(layer.output_shape);
    const [, columns, channels] = layer.input_shape.length === 3 ? layer.input_shape : [1, 1, layer.input_shape[0]];
    return { ...neuronField, map: (field.top * columns + field.left) * channels + field.map };
  }
  const box = fedThrough(layer, field);
  return box && { ...box, map: layer.type === "Conv2D" ? null : field.map };
}

const neuronField = { top: 0, left: 0, high: 1, wide: 1 };

/** The rows and columns of a windowed layer's output whose windows meet a field of its input; null if none does. */
function fedThrough(layer, { top, left, high, wide }) {
  const along = (axis, from, to) => {
    const before = padBefore(layer.input_shape[axis], layer.window[axis], layer.strides[axis], layer.padding);
    return [Math.ceil((from + before - layer.window[axis] + 1) / layer.strides[axis]), Math.floor((to + before) / layer.strides[axis])];
  };
  const box = clip(along(0, top, top + high - 1), along(1, left, left + wide - 1), layer.output_shape[0], layer.output_shape[1]);
  return box.high > 0 && box.wide > 0 ? box : null;
}

function clip([top, bottom], [left, right], rows, columns) {
  const [first, last] = [Math.max(0, top), Math.min(rows - 1, bottom)];
  const [from, to] = [Math.max(0, left), Math.min(columns - 1, right)];
  return { top: first, left: from, high: last - first + 1, wide: to - from + 1 };
}
