// How layers are called, counted and laid out; the input counts as layer −1.

import { nameOf, ownClasses } from "./classes.js";
import { number } from "./dom.js";
import { gridOf } from "./network/network.js";
import { strongestLine } from "./network/paths.js";
import { change, ranking, state } from "./state.js";
import { say } from "./words.js";

export const INPUT = -1;

/** The layer's own word: its kind, with ReLU and softmax told apart, and the last dense layer. */
function kindOf(layer) {
  if (layer.type === "Activation") return layer.activation;
  return layer.index === state.network.logits ? "logits" : layer.type;
}

export function titleOf(index) {
  if (index === INPUT) return say("input");
  const { layers } = state.network;
  const kind = kindOf(layers[index]);
  const number = layers.slice(0, index + 1).filter((layer) => kindOf(layer) === kind).length;
  return say(`layer_${kind}`, { number });
}

export function sentenceOf(index) {
  if (index === INPUT) return say("sentence_input");
  const layer = state.network.layers[index];
  const kind = kindOf(layer);
  const first = kind === "Conv2D" && layer.input_shape[2] === 1;
  return say(`sentence_${kind}${first ? "_first" : ""}`, {
    filters: layer.output_shape.at(-1),
    channels: layer.input_shape.at(-1),
    maps: layer.output_shape.at(-1),
    inputs: layer.input_shape.at(-1).toLocaleString("en"),
    units: layer.output_shape.at(-1),
  });
}

export function shapeOf(index) {
  if (index === INPUT) return say("shapeImage");
  const { type, output_shape: shape } = state.network.layers[index];
  const { maps, rows, columns } = gridOf(shape);
  if (shape.length === 3) return say("shapeMaps", { maps, rows, columns });
  return say(type === "Flatten" || tellsClasses(index) ? "shapeNumbers" : "shapeNeurons", { maps: maps.toLocaleString("en") });
}

/** Maps, rows and columns of what a layer gives. */
export const gridAt = (index) => gridOf(index === INPUT ? [28, 28, 1] : state.network.layers[index].output_shape);

/** What a layer gives for a digit. */
export const outputAt = (index, digit) => (index === INPUT ? digit.pixels : digit.outputs[index]);

/** Whether a layer's numbers are one for each digit, or for each class of one's own. */
export function tellsClasses(index) {
  const { model, logits } = state.network;
  return index !== INPUT && (ownClasses(model) ? index >= logits : gridAt(index).maps === 10);
}

/** A place in words, counted from 1 as people do; digits count from 0. */
export function placeInWords(index, { map, row, column }) {
  const { maps, rows, columns } = gridAt(index);
  if (rows * columns > 1) return say("placeMap", { map: map + 1, row: row + 1, column: column + 1 });
  return tellsClasses(index) ? say("placeDigit", { map: nameOf(map, state.network.model) }) : say("placeNeuron", { map: map + 1 });
}

/** The convolution whose filter makes a map of this layer; null if no single one does. */
export function filterOf(index) {
  for (let at = index; at >= 0; at--) {
    const layer = state.network.layers[at];
    if (layer.type === "Conv2D") return at;
    if (layer.type === "Flatten" || layer.type === "Dense") return null;
  }
  return null;
}

/** A place that is there, whatever was asked for. */
export function within({ layer, map, row, column }) {
  const grid = gridAt(layer);
  const clamp = (value, most) => Math.min(most - 1, Math.max(0, Number.isFinite(value) ? value : 0));
  return { layer, map: clamp(map, grid.maps), row: clamp(row, grid.rows), column: clamp(column, grid.columns) };
}

/** Look at another place and hold it: a layer, a map, a row or a column; the rest stays. */
export function lookAt(place) {
  change({ focus: within({ ...state.focus, ...place }), pinned: true, following: false });
}

/** Look at a place in passing; what is pinned stays. */
export function preview(place) {
  if (!state.pinned) change({ focus: within({ ...state.focus, ...place }), following: false });
}

export const release = () => change({ pinned: false });

const lines = new WeakMap();

/** The strongest line from the answer back to the image: the place in each layer where looking at it begins. */
function answerLine(digit) {
  const { acting } = state;
  const known = lines.get(digit.outputs);
  if (known) return known;
  const answer = { layer: acting.layers.length - 1, map: ranking(digit.outputs)[0].digit, row: 0, column: 0 };
  const found = strongestLine(acting, digit.pixels, digit.outputs, answer);
  lines.set(digit.outputs, found);
  return found;
}

/** Where looking at a layer begins: where it speaks loudest for the answer. */
export const firstPlace = (index, digit) => ({ layer: index, ...(digit?.outputs ? answerLine(digit).get(index) : { map: 0, row: 0, column: 0 }) });

/**
 * What a layer's numbers are divided by for reading, and the weights that meet them multiplied: 255 where they are pixels of a
 * model that was trained on scaled ones, else 1.
 */
export function unitOf(index) {
  const { layers, model } = state.network;
  const pixels = !layers.slice(0, index + 1).some(({ type }) => type === "Conv2D" || type === "Dense");
  return pixels && model.scaled ? 255 : 1;
}

/** The number at a place, as it is shown. */
export function valueAt(index, digit, { map, row, column }) {
  const { rows, columns } = gridAt(index);
  return outputAt(index, digit)[(map * rows + row) * columns + column] / unitOf(index);
}

/** A place with its layer and its number: `Pooling 2, map 3, row 4, column 1: 0.512`. */
export const told = (index, digit, place) => say("told", { layer: titleOf(index), place: placeInWords(index, place), value: number(valueAt(index, digit, place)) });
