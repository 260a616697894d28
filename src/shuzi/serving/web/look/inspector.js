// The arithmetic of one place: what was multiplied with what, and what came out.

import { make, number } from "../dom.js";
import { filterOf, gridAt, INPUT, lookAt, outputAt, placeInWords, preview, unitOf, valueAt } from "../layers.js";
import { explain } from "../network/arithmetic.js";
import { largestOf } from "../parts/maps.js";
import { makeZoom } from "../parts/zoom.js";
import { state, switchChannel } from "../state.js";
import { say } from "../words.js";
import { channelList, growing, stepsOf, windowOf } from "./convolution.js";
import { denseTable, softmaxTable } from "./dense-softmax.js";
import { makePlayer } from "./player.js";

/** Make the panel; returns { element, refresh, clear, close }. */
export function makeInspector() {
  const head = makeHead();
  const player = makePlayer(() => draw());
  const body = make("div.inspector-body");
  const element = make("section.inspector", {}, head.element, player.element, body);
  /** The map before whose products are spelled out; null is the one that matters most. */
  let chosen = null;
  let place = "";
  let last = "";
  let current = null;
  const draw = () => current && refresh(...current, { values: true });
  const refresh = (digit, colours, { values }) => {
    current = [digit, colours];
    const { layer: index, map } = state.focus;
    const key = JSON.stringify(state.focus);
    head.refresh();
    if (key === last && !values) return;
    if (place !== `${index}.${map}`) chosen = null;
    place = `${index}.${map}`;
    if (key !== last) player.arrive();
    last = key;
    const choose = (channel) => {
      chosen = channel;
      draw();
    };
    const found = index === INPUT ? null : explain(state.acting.layers[index], outputAt(index - 1, digit), state.focus, state.acting.temperature);
    player.show(found);
    body.replaceChildren(...(found ? lines(found, digit, colours, { chosen, choose, counted: player.counted() }) : inputLines(digit)));
  };
  const clear = (hint) => {
    last = "";
    current = null;
    head.element.hidden = player.element.hidden = true;
    body.replaceChildren(hint);
  };
  return { element, refresh, clear, close: player.stop };
}

/** Where one looks, and the switch of its filter: it works on what is pinned, so that a pointer on its way cannot change it. */
function makeHead() {
  const title = make("h3");
  const button = make("button.quiet", { type: "button", onclick: () => switchChannel(filterOf(state.focus.layer), state.focus.map) });
  const hint = make("span.hint", {}, say("pinFirst"));
  const element = make("div.inspector-head", {}, title, button, hint);
  return {
    element,
    refresh() {
      element.hidden = false;
      title.textContent = placeInWords(state.focus.layer, state.focus);
      const filter = filterOf(state.focus.layer);
      button.hidden = filter === null || !state.pinned;
      hint.hidden = state.pinned;
      button.textContent = say(state.off.get(filter)?.has(state.focus.map) ? "switchOn" : "switchOff");
    },
  };
}

function inputLines(digit) {
  return [resultLine(valueAt(INPUT, digit, state.focus), unitOf(INPUT) === 1 ? 0 : 4), unitOf(INPUT) === 1 ? null : make("p.hint", {}, say("scaledHint"))].filter(Boolean);
}

function lines(found, digit, colours, tools) {
  const index = state.focus.layer;
  const layer = state.acting.layers[index];
  const body = BODIES[found.kind](found, { layer, input: outputAt(index - 1, digit), colours, digit, ...tools });
  // What is switched off counts as zero, whatever the arithmetic says.
  const off = state.off.get(index)?.has(state.focus.map);
  return [...body, off ? resultLine(0) : null].filter(Boolean);
}

function resultLine(value, digits = 3) {
  return make("p.result", { data: { value: String(value) } }, make("span", {}, `${say("result")} `), make("b", {}, number(value, digits)));
}

const BODIES = {
  convolution(found, tools) {
    const { layer, input, colours, digit, chosen, counted } = tools;
    const most = found.parts.reduce((best, part) => (Math.abs(part.sum) > Math.abs(best.sum) ? part : best));
    const part = chosen === null ? most : found.parts[chosen];
    const all = counted === null || counted >= stepsOf(found);
    return [
      make("div.zooms", {}, zoomBefore(found, part.channel, { layer, input, colours }), zoomHere(layer, digit, colours)),
      counted === null ? null : growing(layer, found, part, counted),
      windowOf(layer, part, counted ?? Infinity),
      make("p.partial", { data: { value: String(part.sum) } }, say("partSum", { sum: number(part.sum) })),
      found.parts.length > 1 ? channelList(found, part.channel, tools.choose) : null,
      all ? total(found) : null,
      unitOf(layer.index - 1) === 1 ? null : make("p.hint", {}, say("scaledHint")),
    ];
  },
  pooling(found, tools) {
    const cells = found.values.map((value, at) => {
      const outside = value === -Infinity;
      const cell = make("span.cell", { data: { value: String(value) } }, outside ? "" : number(value));
      cell.classList.toggle("outside", outside);
      cell.classList.toggle("winner", at === found.winner);
      return cell;
    });
    const grid = make("div.grid", { data: { grid: "values" } }, ...cells);
    grid.style.gridTemplateColumns = `repeat(${found.wide}, minmax(5.5em, 1fr))`;
    const zooms = make("div.zooms", {}, zoomBefore(found, state.focus.map, tools), zoomHere(tools.layer, tools.digit, tools.colours));
    return [zooms, grid, make("p", {}, say("poolRule", { value: number(found.value) })), resultLine(found.value)];
  },
  relu: (found) => [make("p.rule", {}, say("reluRule", { before: number(found.before), value: number(found.value) })), resultLine(found.value)],
  flatten(found, { layer }) {
    const { map, row, column } = found.from;
    const words = { index: state.focus.map + 1, map: map + 1, row: row + 1, column: column + 1 };
    return [make("p.rule", {}, say("flattenRule", words)), resultLine(found.value / unitOf(layer.index))];
  },
  dense: (found, { layer }) => [make("p", {}, say("strongest")), denseTable(found, layer), total(found)],
  softmax: (found) => [make("p", {}, say("softmaxRule")), softmaxTable(found), resultLine(found.value, 4)],
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
  return makeZoom({ values, rows, columns, window: field, colours: colours.maps, largest: largestOf(output), label: say("thisMap", { map: map + 1 }), onPoint: preview, onPin: lookAt });
}

function total(found) {
  const value = make("b", {}, number(found.value));
  const text = `${say("total")} ${number(found.sum)} + ${say("bias")} ${number(found.bias)} = `;
  return make("p.result", { data: { value: String(found.value), sum: String(found.sum), bias: String(found.bias) } }, text, value);
}
