// The arithmetic of one place: what was multiplied with what, and what came out.

import { make, number } from "../dom.js";
import { filterOf, gridAt, INPUT, lookAt, outputAt, placeInWords } from "../layers.js";
import { explain, unflatten } from "../network/arithmetic.js";
import { windowStart } from "../network/kernels.js";
import { largestOf } from "../parts/maps.js";
import { makeZoom } from "../parts/zoom.js";
import { state, switchChannel } from "../state.js";
import { say } from "../words.js";

/** Which maps and which window of the layer before a place is computed from; null for all of it. */
export function fieldOf(layer, { map, row, column }) {
  if (layer.type === "Flatten") {
    const from = unflatten(layer.input_shape, map);
    return { top: from.row, left: from.column, high: 1, wide: 1, maps: [from.map] };
  }
  if (layer.type === "Activation" && layer.activation !== "softmax") {
    return { top: row, left: column, high: 1, wide: 1, maps: [map] };
  }
  if (layer.type !== "Conv2D" && layer.type !== "MaxPooling2D") return null;
  const [top, left] = windowStart(layer, row, column);
  const maps = layer.type === "Conv2D" ? Array.from({ length: layer.input_shape[2] }, (_, each) => each) : [map];
  return { top, left, high: layer.window[0], wide: layer.window[1], maps };
}

/** Make the panel; returns { element, refresh, close }. */
export function makeInspector() {
  const element = make("section.inspector");
  /** The map before whose nine products are spelled out; null is the one that matters most. */
  let chosen = null;
  let sliding = 0;
  let last = "";
  const stop = () => {
    clearInterval(sliding);
    sliding = 0;
  };
  const slide = () => {
    if (sliding) {
      stop();
      last = "";
      lookAt({});
      return;
    }
    const { rows, columns } = gridAt(state.focus.layer);
    lookAt({ row: 0, column: 0 });
    sliding = setInterval(() => {
      const { row, column } = state.focus;
      if (row === rows - 1 && column === columns - 1) stop();
      else lookAt(column === columns - 1 ? { row: row + 1, column: 0 } : { column: column + 1 });
    }, 150);
  };
  const refresh = (digit, colours, { values }) => {
    const { layer: index, map } = state.focus;
    const key = JSON.stringify([state.focus, chosen, Boolean(sliding)]);
    if (key === last && !values) return;
    if (!last.startsWith(`[{"layer":${index},"map":${map},`)) chosen = null;
    last = key;
    const choose = (channel) => {
      chosen = channel;
      lookAt({});
    };
    element.replaceChildren(...(index === INPUT ? inputLines(digit) : lines(digit, colours, { chosen, choose, slide, sliding })));
  };
  return { element, refresh, close: stop };
}

function inputLines(digit) {
  const { row, column } = state.focus;
  return [head(INPUT), resultLine(digit.pixels[row * 28 + column], 0)];
}

function lines(digit, colours, tools) {
  const index = state.focus.layer;
  const layer = state.network.layers[index];
  const input = outputAt(index - 1, digit);
  const found = explain(layer, input, state.focus);
  const body = BODIES[found.kind](found, { layer, input, colours, digit, ...tools });
  // What is switched off counts as zero, whatever the arithmetic says.
  const off = state.off.get(index)?.has(state.focus.map);
  return [head(index), ...body, off ? resultLine(0) : null].filter(Boolean);
}

function head(index) {
  const filter = filterOf(index);
  const { map } = state.focus;
  const line = make("div.inspector-head", {}, make("h3", {}, placeInWords(index, state.focus)));
  if (filter !== null) {
    const off = state.off.get(filter)?.has(map);
    line.append(make("button.quiet", { type: "button", onclick: () => switchChannel(filter, map) }, say(off ? "switchOn" : "switchOff")));
  }
  return line;
}

function resultLine(value, digits = 3) {
  return make("p.result", { data: { value: String(value) } }, make("span", {}, `${say("result")} `), make("b", {}, number(value, digits)));
}

const BODIES = {
  convolution(found, tools) {
    const { layer, input, colours, digit } = tools;
    const byWeight = found.parts.slice().sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
    const part = tools.chosen === null ? byWeight[0] : found.parts[tools.chosen];
    const zooms = make("div.zooms", {}, zoomBefore(found, part.channel, tools), zoomHere(layer, digit, colours));
    const slideButton = make("button.quiet", { type: "button", onclick: tools.slide }, say(tools.sliding ? "stop" : "slide"));
    const grids = make("div.grids", {},
      grid("values", part.values, { wide: layer.window[1], inside: part.inside, digits: input === digit.pixels ? 0 : 2 }),
      make("span.sign", {}, "×"),
      grid("weights", part.weights, { wide: layer.window[1], digits: 3 }),
      make("span.sign", {}, "="),
      grid("products", part.products, { wide: layer.window[1], digits: 2, coloured: true }),
    );
    const sums = [make("p.partial", { data: { value: String(part.sum) } }, say("partSum", { sum: number(part.sum) }))];
    if (found.parts.length > 1) sums.push(channelList(found, byWeight, part.channel, tools.choose));
    return [zooms, slideButton, grids, ...sums, total(found)];
  },
  pooling(found, tools) {
    const zooms = make("div.zooms", {}, zoomBefore(found, state.focus.map, tools), zoomHere(tools.layer, tools.digit, tools.colours));
    const values = grid("values", found.values, { wide: found.wide, winner: found.winner, digits: 3 });
    return [zooms, make("div.grids", {}, values), make("p", {}, say("poolRule", { value: number(found.value) })), resultLine(found.value)];
  },
  relu(found) {
    return [make("p.rule", {}, say("reluRule", { before: number(found.before), value: number(found.value) })), resultLine(found.value)];
  },
  flatten(found) {
    const { map, row, column } = found.from;
    const words = { index: state.focus.map + 1, map: map + 1, row: row + 1, column: column + 1 };
    return [make("p.rule", {}, say("flattenRule", words)), resultLine(found.value)];
  },
  dense(found, { layer }) {
    const order = found.parts.slice().sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
    const shown = order.slice(0, 12);
    const rest = order.slice(12).reduce((sum, part) => sum + part.product, 0);
    const rows = shown.map((part) => [sourceOf(layer, part.index), number(part.value), number(part.weight), number(part.product)]);
    rows.push([say("others", { count: order.length - shown.length }), "", "", number(rest)]);
    const largest = Math.abs(shown[0]?.product) || 1;
    const table = tableOf([say("evidence"), say("values"), say("weights"), say("products")], rows);
    table.querySelectorAll("tbody tr").forEach((row, at) => tint(row.lastChild, at < shown.length ? shown[at].product / largest : 0));
    return [make("p", {}, say("strongest")), table, total(found)];
  },
  softmax(found) {
    const rows = found.logits.map((logit, digit) => [String(digit), number(logit), number(found.powers[digit], 4), number(found.powers[digit] / found.sum, 4)]);
    rows.push([say("total"), "", number(found.sum, 4), "1"]);
    const table = tableOf(["", say("logit"), say("power", { largest: number(found.largest, 2) }), say("share")], rows);
    table.querySelectorAll("tbody tr")[state.focus.map].classList.add("chosen");
    return [make("p", {}, say("softmaxRule")), table, resultLine(found.value, 4)];
  },
};

function zoomBefore(found, map, { layer, input, colours }) {
  const [rows, columns] = layer.input_shape;
  const values = input.subarray(map * rows * columns, (map + 1) * rows * columns);
  const label = layer.index === 0 ? say("beforeImage") : say("before", { map: map + 1 });
  const first = layer.index === 0;
  return makeZoom({ values, rows, columns, window: found.field, colours: first ? colours.ink : colours.maps, largest: first ? 255 : largestOf(input), label });
}

function zoomHere(layer, digit, colours) {
  const { map, row, column } = state.focus;
  const { rows, columns } = gridAt(layer.index);
  const output = digit.outputs[layer.index];
  const values = output.subarray(map * rows * columns, (map + 1) * rows * columns);
  const field = { top: row, left: column, high: 1, wide: 1 };
  return makeZoom({ values, rows, columns, window: field, colours: colours.maps, largest: largestOf(output), label: say("thisMap", { map: map + 1 }), onPlace: lookAt });
}

function grid(name, values, { wide, inside, winner, digits, coloured }) {
  const largest = coloured ? largestOf(values) : 1;
  const cells = values.map((value, at) => {
    const outside = (inside && !inside[at]) || value === -Infinity;
    const cell = make("span.cell", { data: { value: String(value) } }, value === -Infinity ? "" : number(value, digits));
    if (outside) {
      cell.classList.add("outside");
      cell.title = say("outside");
    }
    if (at === winner) cell.classList.add("winner");
    if (coloured) tint(cell, value / largest);
    return cell;
  });
  const box = make("div.grid", { data: { grid: name } }, ...cells);
  box.style.gridTemplateColumns = `repeat(${wide}, 1fr)`;
  return make("figure", {}, box, make("figcaption", {}, say(name)));
}

/** Colour a number by what it speaks for, −1 to 1. */
function tint(element, share) {
  element.classList.add(share < 0 ? "minus" : "plus");
  element.style.setProperty("--share", `${Math.round(45 * Math.abs(share))}%`);
}

function channelList(found, byWeight, shown, choose) {
  const largest = Math.abs(byWeight[0].sum) || 1;
  const buttons = byWeight.slice(0, 12).map((part) => {
    const button = make("button.channel", { type: "button", ariaPressed: String(part.channel === shown), onclick: () => choose(part.channel) },
      make("span", {}, say("channel", { map: part.channel + 1 })), make("b", {}, number(part.sum)));
    tint(button, part.sum / largest);
    return make("li", {}, button);
  });
  const rest = byWeight.slice(12);
  if (rest.length) {
    const sum = rest.reduce((total, part) => total + part.sum, 0);
    buttons.push(make("li.rest", {}, say("othersSum", { count: rest.length, sum: number(sum) })));
  }
  return make("div", {}, make("p", {}, say("allMaps", { count: found.parts.length })), make("ol.channels", {}, ...buttons));
}

function total(found) {
  const value = make("b", {}, number(found.value));
  const text = `${say("total")} ${number(found.sum)} + ${say("bias")} ${number(found.bias)} = `;
  return make("p.result", { data: { value: String(found.value), sum: String(found.sum), bias: String(found.bias) } }, text, value);
}

function sourceOf(layer, index) {
  const before = state.network.layers[layer.index - 1];
  if (before.type !== "Flatten") return say("fromNeuron", { map: index + 1 });
  const { map, row, column } = unflatten(before.input_shape, index);
  return say("fromMap", { map: map + 1, row: row + 1, column: column + 1 });
}

function tableOf(heads, rows) {
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell, at) => make(at ? "td" : "th", {}, cell))));
  return make("table.numbers", {}, make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", {}, text)))), make("tbody", {}, ...body));
}
