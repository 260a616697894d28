// Damage the network and see what becomes of the answers: a layer silenced, noise on the weights, another temperature.

import { namesOf } from "../classes.js";
import { make, percent } from "../dom.js";
import { gridAt, titleOf } from "../layers.js";
import { change, selectedDigit, state } from "../state.js";
import { say } from "../words.js";
import { damageNow, undoDamage } from "./address.js";

/** Make the panel; returns { element, refresh, clear }. */
export function makeDamage() {
  const parts = [makeSilencer(), makeNoise(), makeTemperature()];
  const answers = makeAnswers();
  const undo = make("button.main", { type: "button", onclick: undoDamage }, say("undoDamage"));
  const hint = make("p.hint", {}, say("damageAbout"));
  const whole = make("div.damage-parts", {}, hint, ...parts.map((part) => part.element), undo, answers.element);
  const element = make("section.damage", {}, whole);
  return {
    element,
    refresh(digit, _, { values }) {
      if (element.firstChild !== whole) element.replaceChildren(whole);
      if (!values) return;
      for (const part of parts) part.refresh();
      undo.disabled = !damageNow().any;
      answers.refresh(digit);
    },
    clear: (hint) => element.replaceChildren(hint),
  };
}

const damage = (values) => change({ damage: { ...state.damage, ...values } });

/** A button for each layer that computes something: all its numbers become zero. */
function makeSilencer() {
  const layers = state.network.layers.filter((layer) => layer.type !== "Flatten" && layer.activation !== "softmax");
  const buttons = layers.map(({ index }) => make("button.tool", { type: "button", data: { silence: index }, onclick: () => toggle(index) }, titleOf(index)));
  const toggle = (index) => {
    const off = new Map(state.off);
    if (isSilent(index)) off.delete(index);
    else off.set(index, new Set(Array.from({ length: gridAt(index).maps }, (_, map) => map)));
    change({ off });
  };
  return {
    element: make("fieldset", {}, make("legend", {}, say("silence")), make("div.tools", {}, ...buttons)),
    refresh: () => buttons.forEach((button, at) => (button.ariaPressed = String(isSilent(layers[at].index)))),
  };
}

const isSilent = (index) => state.off.get(index)?.size === gridAt(index).maps;

function makeNoise() {
  const value = make("output");
  const slider = make("input", { type: "range", min: 0, max: 2, step: 0.05, id: "noise", oninput: () => damage({ noise: Number(slider.value) }) });
  const layers = state.network.layers.filter(({ kernel }) => kernel);
  const where = make("select", { ariaLabel: say("noiseWhere"), onchange: () => damage({ layer: where.value === "" ? null : Number(where.value) }) },
    make("option", { value: "" }, say("allLayers")), ...layers.map(({ index }) => make("option", { value: index }, titleOf(index))));
  const again = make("button.quiet", { type: "button", onclick: () => damage({ seed: state.damage.seed + 1 }) }, say("otherNoise"));
  const seed = make("span.hint");
  return {
    element: make("fieldset", {}, make("legend", {}, make("label", { htmlFor: "noise" }, say("noise"))), make("div.slider", {}, slider, value), make("div.choice", {}, where, again, seed)),
    refresh() {
      slider.value = state.damage.noise;
      value.textContent = `${Math.round(100 * state.damage.noise)}%`;
      where.value = state.damage.layer ?? "";
      seed.textContent = say("seedIs", { seed: state.damage.seed });
    },
  };
}

/** From 0.1 to 10, with 1 in the middle. */
function makeTemperature() {
  const value = make("output");
  const slider = make("input", { type: "range", min: -1, max: 1, step: 0.05, id: "temperature", oninput: () => damage({ temperature: Number((10 ** Number(slider.value)).toFixed(2)) }) });
  return {
    element: make("fieldset", {}, make("legend", {}, make("label", { htmlFor: "temperature" }, say("temperature"))), make("div.slider", {}, slider, value), make("p.hint", {}, say("temperatureAbout"))),
    refresh() {
      slider.value = Math.log10(state.damage.temperature);
      value.textContent = String(state.damage.temperature);
      slider.setAttribute("aria-valuetext", value.textContent);
    },
  };
}

/** The answers of the whole network beside those of the damaged one. */
function makeAnswers() {
  const rows = namesOf(state.network.model).map((name) => {
    const [before, after] = [make("div.bar-fill"), make("div.bar-fill")];
    const [was, is] = [make("td"), make("td")];
    const bars = make("td.damage-bars", {}, make("div.bar-track", {}, before), make("div.bar-track", {}, after));
    return { element: make("tr", {}, make("th", { scope: "row" }, name), bars, was, is), before, after, was, is };
  });
  const heads = ["", "", say("undamaged"), say("damaged")].map((word) => make("th", { scope: "col" }, word));
  const element = make("table.numbers.damage-answers", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows.map((row) => row.element)));
  return {
    element,
    refresh(digit = selectedDigit()) {
      const [whole, now] = [state.network.forward(digit.pixels).at(-1), digit.outputs.at(-1)];
      const [first, best] = [whole, now].map((shares) => shares.indexOf(Math.max(...shares)));
      rows.forEach((row, at) => {
        row.before.style.transform = `scaleX(${whole[at]})`;
        row.after.style.transform = `scaleX(${now[at]})`;
        row.was.textContent = percent(whole[at]);
        row.is.textContent = percent(now[at]);
        row.was.classList.toggle("best", at === first);
        row.is.classList.toggle("best", at === best);
        row.is.dataset.value = String(now[at]);
      });
    },
  };
}
