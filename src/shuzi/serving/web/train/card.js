// One training: how far it is, what can be done with it, its first filters, and what it says of ten test digits.

import { sentenceOf } from "../ask.js";
import { bytesIn } from "../base64.js";
import { make, number, percent } from "../dom.js";
import { useModel } from "../model.js";
import { largestOf, paintMaps } from "../parts/maps.js";
import { showPixelsSoon } from "../parts/picture.js";
import { filtersOf } from "../snapshots.js";
import { state as page } from "../state.js";
import { say } from "../words.js";
import { cureOf, inShort } from "./settings.js";

const RUNS = ["running", "paused"];

/**
 * Make the card; returns { element, show(training) }.
 * @param {string} letter A or B, as its curves are called
 * @param {{order: (word: string) => void, remove: () => void, start: (list: object[]) => void}} can what its buttons do
 */
export function makeCard(letter, training, can) {
  const state = make("p.train-state", { role: "status" });
  const told = make("div.train-told");
  const progress = make("progress", { max: 1, ariaLabel: say("trainProgress") });
  const buttons = makeButtons(can);
  const filters = make("canvas.scrub-maps", { role: "img", ariaLabel: say("filters") });
  const strongest = make("figcaption");
  const digits = make("ol.train-digits", { ariaLabel: say("trainDigits") });
  const looks = make("div.train-looks", { hidden: true },
    make("figure", {}, make("h3", {}, say("filters")), filters, strongest),
    make("div", {}, make("h3", {}, say("trainDigits")), digits));
  const element = make(`section.panel.train-card.series-${letter.toLowerCase()}`, { data: { number: String(training.number) } },
    make("h2", {}, make("b.train-letter", {}, letter), " ", say("trainNumber", { number: training.number })),
    make("p.hint", {}, inShort(training.settings)), progress, state, buttons.element, told, looks);
  let seen = null;
  let items = [];
  const show = (known) => {
    element.dataset.state = known.state;
    progress.hidden = !["starting", "running", "paused", "measuring"].includes(known.state);
    if (known.step) progress.value = known.step.step / known.steps;
    else progress.removeAttribute("value");
    const text = stateOf(known);
    if (state.textContent !== text) state.textContent = text;
    buttons.show(known.state);
    if (seen?.state !== known.state) told.replaceChildren(...endOf(known, can));
    if (known.glimpse && seen?.glimpse?.epoch !== known.glimpse.epoch) {
      looks.hidden = false;
      if (!items.length) {
        items = known.digits.map((pixels, at) => itemOf(pixels, known.labels[at]));
        digits.replaceChildren(...items.map((item) => item.element));
      }
      const maps = filtersOf(known.glimpse);
      const largest = largestOf(maps.values);
      // Colours come from the style sheet, which knows an element once it is on the page.
      requestAnimationFrame(() => element.isConnected && paintMaps(filters, { ...maps, largest }));
      strongest.textContent = say("largestWeight", { value: number(largest) });
      items.forEach((item, at) => item.show(known.glimpse.probabilities[at]));
    }
    seen = known;
  };
  show(training);
  return { element, show };
}

function makeButtons(can) {
  const button = (word, act) => make("button.tool", { type: "button", data: { act: word }, onclick: act }, say(`train_${word}`));
  const [pause, goOn, step, stop] = ["pause", "go_on", "step", "stop"].map((word) => button(word, () => can.order(word)));
  const remove = button("remove", can.remove);
  return {
    element: make("div.tools", {}, pause, goOn, step, stop, remove),
    show(state) {
      const focused = document.activeElement;
      pause.hidden = !["starting", "running"].includes(state);
      goOn.hidden = state !== "paused";
      step.hidden = stop.hidden = !RUNS.includes(state);
      // Whoever works with the keyboard stays at the button that takes the place of the pressed one.
      if (focused === pause && pause.hidden) (goOn.hidden ? remove : goOn).focus();
      if (focused === goOn && goOn.hidden) (pause.hidden ? remove : pause).focus();
      if ((focused === step || focused === stop) && focused.hidden) remove.focus();
    },
  };
}

function stateOf({ state, step, steps }) {
  const where = step ? say("trainStep", { step: step.step, steps, loss: step.loss === null ? "NaN" : number(step.loss, 4), accuracy: percent(step.accuracy) }) : "";
  return RUNS.includes(state) && step ? `${say(`trainState_${state}`)} ${where}` : say(`trainState_${state}`);
}

/** What is to be said and done at the end. */
function endOf(known, can) {
  if (known.state === "stuck") {
    const parts = [make("p.problem", {}, say(`stuck_${known.diagnosis.replaceAll(" ", "_")}`))];
    if (known.diagnosis === "saturated") parts.push(make("button.main", { type: "button", onclick: () => can.start([cureOf(known.settings)]) }, say("trainCure")));
    return parts;
  }
  if (known.state === "failed") return [make("p.problem", {}, say("failed", { why: sentenceOf(known.error, known.code) }))];
  if (known.state !== "done") return [];
  const use = make("button.quiet", { type: "button", onclick: async () => {
    await useModel(known.model);
    use.disabled = true;
    use.textContent = say("usedNow", { model: known.model });
  }, disabled: page.network.name === known.model }, say("useThis", { model: known.model }));
  return [make("p.choice", {}, use, make("a.quiet-link", { href: `#/runs?name=${encodeURIComponent(known.model)}` }, say("trainInRuns")))];
}

/** A test digit with the network's answer to it. */
function itemOf(packed, label) {
  const pixels = bytesIn(packed);
  const canvas = make("canvas.pixels", { width: 28, height: 28, ariaHidden: "true" });
  const answer = make("b");
  const sure = make("span");
  showPixelsSoon(canvas, pixels);
  const element = make("li", {}, canvas, answer, sure);
  return {
    element,
    show(probabilities) {
      const best = probabilities.reduce((most, value, digit) => (value > probabilities[most] ? digit : most), 0);
      answer.textContent = String(best);
      sure.textContent = percent(probabilities[best] ?? 0);
      element.classList.toggle("right", best === label);
      element.ariaLabel = say("trainDigit", { label, answer: best, percent: sure.textContent });
    },
  };
}
