// The same digit, two models.

import { ask } from "../ask.js";
import { nameOf, namesOf } from "../classes.js";
import { make, percent } from "../dom.js";
import { loadNetwork } from "../model.js";
import { makeBars } from "../parts/bars.js";
import { makePad } from "../parts/pad.js";
import { largestOf, paintMaps } from "../parts/maps.js";
import { answerTo, selectedDigit, state, watch } from "../state.js";
import { recipeName, say } from "../words.js";
import { makeDisagreements } from "../parts/disagreements.js";

export function open(main, values) {
  const pad = makePad();
  const verdict = make("p.verdict", { ariaLive: "polite" });
  const columns = make("div.compare-columns");
  const disagreements = makeDisagreements();
  main.append(make("h1.unseen", {}, say("view_compare")), make("section.compare-pad", {}, make("p.hint", {}, say("compareAbout")), pad.element), columns, verdict, disagreements.element);
  let sides = [];
  const refresh = () => {
    const digit = selectedDigit();
    const answers = sides.map((side) => side.refresh(digit));
    verdict.textContent = "";
    if (sides.length) disagreements.show(...sides.map((side) => side.model()));
    if (digit && answers.length === 2 && answers.every((answer) => answer !== null)) {
      const [a, b] = answers;
      verdict.textContent = a === b ? say("agree", { digit: a }) : say("disagree", { a, b });
    }
  };
  const unwatch = watch(refresh);
  (async () => {
    const { models } = await ask("/api/models");
    const names = models.map(({ name }) => name);
    const wanted = [values.get("a") ?? names[0], values.get("b") ?? names[1] ?? names[0]];
    sides = ["A", "B"].map((which, at) => makeSide(which, models, names.includes(wanted[at]) ? wanted[at] : names[0], refresh));
    columns.replaceChildren(...sides.map((side) => side.element));
    if (models.length < 2) columns.append(make("p.hint", {}, say("compareOnly"), " ", make("a.quiet-link", { href: "#/train" }, say("view_train"))));
    refresh();
  })();
  return () => {
    unwatch();
    pad.close();
  };
}

function makeSide(which, models, first, changed) {
  let network = null;
  const select = make("select", { id: `model-${which}`, onchange: () => load(select.value) },
    ...models.map(({ name }) => make("option", { value: name, selected: name === first }, name)));
  const facts = make("p.hint");
  const best = make("p.big-number");
  let bars = makeBars();
  const maps = make("canvas.compare-maps");
  maps.setAttribute("role", "img");
  maps.setAttribute("aria-label", say("firstMaps"));
  const element = make("section.answer", {}, make("label.hint", { htmlFor: select.id }, say("compareModel", { which })), select, facts, best, bars.element, make("p.hint", {}, say("firstMaps")), maps);
  async function load(name) {
    const { recipe, parameters, test_images: count, mnist_accuracy: onMnist, own_accuracy: onOwn } = models.find((model) => model.name === name);
    facts.replaceChildren(say("modelFacts", { recipe: recipeName(recipe), parameters: parameters.toLocaleString("en") }),
      make("br"), onMnist === null ? say("factMnistNone") : say("factMnist", { accuracy: `${(100 * onMnist).toFixed(2)}%` }),
      make("br"), onOwn === null ? say("factOwnNone") : say("factOwn", { accuracy: percent(onOwn), count }));
    const loaded = name === state.network.name ? state.network : await loadNetwork(name);
    if (select.value !== name) return; // another one was chosen meanwhile
    network = loaded;
    const fitting = makeBars({ names: namesOf(network.model) });
    bars.element.replaceWith(fitting.element);
    bars = fitting;
    changed();
  }
  load(first);
  return {
    element,
    model: () => models.find(({ name }) => name === select.value),
    refresh(digit) {
      const outputs = digit && network ? network.forward(digit.pixels) : null;
      const answer = outputs ? answerTo(digit.pixels, outputs) : null;
      bars.refresh(answer ? outputs.at(-1) : null);
      best.replaceChildren(answer ? named(nameOf(answer.digit, network.model)) : network ? say("noDigit") : "");
      best.classList.toggle("no-digit", Boolean(network) && !answer);
      if (network) paintFirst(maps, network.layers[0], outputs);
      return answer ? nameOf(answer.digit, network.model) : null;
    },
  };
}

const named = (name) => make(name.length > 2 ? "span.named" : "span", {}, name);

function paintFirst(canvas, layer, outputs) {
  const [rows, columns, maps] = layer.output_shape;
  paintMaps(canvas, { values: outputs?.[0] ?? null, maps, rows, columns, largest: outputs ? largestOf(outputs[0]) : 1 });
}
