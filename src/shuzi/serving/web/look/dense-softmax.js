// The arithmetic of a dense layer and of the softmax, as tables.

import { nameOf } from "../classes.js";
import { make, number } from "../dom.js";
import { tint } from "../parts/picture.js";
import { unitOf } from "../layers.js";
import { unflatten } from "../network/arithmetic.js";
import { state } from "../state.js";
import { say } from "../words.js";

/** A dense layer's strongest products; the rest in one line. */
export function denseTable(found, layer) {
  const unit = unitOf(layer.index - 1);
  const order = found.parts.slice().sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  const shown = order.slice(0, 12);
  const rest = order.slice(12).reduce((sum, part) => sum + part.product, 0);
  const rows = shown.map((part) => {
    const [value, weight] = [part.value / unit, part.weight * unit].map((factor) => Number(factor.toFixed(4)));
    return [sourceOf(layer, part.index), number(value, 4), number(weight, 4), number(value * weight)];
  });
  rows.push([say("others", { count: order.length - shown.length }), "", "", number(rest)]);
  const largest = Math.abs(shown[0]?.product) || 1;
  const table = tableOf([say("evidence"), say("values"), say("weights"), say("products")], rows);
  table.querySelectorAll("tbody tr").forEach((row, at) => tint(row.lastChild, at < shown.length ? shown[at].product / largest : 0));
  return table;
}

export function softmaxTable(found) {
  const rows = found.logits.map((logit, digit) => [nameOf(digit, state.network.model), number(logit), number(found.powers[digit], 4), number(found.powers[digit] / found.sum, 4)]);
  rows.push([say("total"), "", number(found.sum, 4), "1"]);
  const { temperature } = state.acting;
  const logit = temperature === 1 ? say("logit") : `${say("logit")} / ${temperature}`;
  const table = tableOf(["", logit, say("power", { largest: number(found.largest, 3) }), say("share")], rows);
  table.querySelectorAll("tbody tr")[state.focus.map].classList.add("chosen");
  return table;
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
