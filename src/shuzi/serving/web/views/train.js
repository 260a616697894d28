// Train: start a training with settings of one's own, watch it learn, steer it, and compare two.

import { ask, send } from "../ask.js";
import { announce, make } from "../dom.js";
import { curvesOf } from "../parts/curves.js";
import { currentLanguage, say } from "../words.js";
import { makeCard } from "../train/card.js";
import { makeSettings } from "../train/settings.js";

/** Milliseconds between two looks at how it is going. */
const PAUSE = 500;
/** The same while nothing is under way: another page, such as a teacher's phone, may start something. */
const IDLE_PAUSE = 3000;

const SHOWN = 2;
const NARROW = "(max-width: 760px)";
const CALM = "(prefers-reduced-motion: reduce)";
const LETTERS = ["A", "B"];

/** What a network that guesses pays, so that both losses fit the same axis. */
const GUESSING = { mse: 0.09, cross_entropy: Math.log(10) };

export function open(main, values) {
  const problem = make("p.problem", { role: "alert", hidden: true });
  const charts = make("section.panel.train-charts", { hidden: true });
  const waiting = make("p.hint", { hidden: true });
  const cards = make("section.train-cards");
  const side = make("div.train-side");
  main.append(make("h1.unseen", {}, say("view_train")), side, make("div.train-main", {}, make("p.hint", {}, say("trainAbout")), problem, charts, waiting, cards));
  let open = true;
  let timer = 0;
  /** By number: what is known, with all points so far, and its card. */
  const shown = new Map();
  const fail = (error) => {
    problem.textContent = say("failed", { why: error.message });
    problem.hidden = false;
  };
  const act = async (what) => {
    problem.hidden = true;
    try {
      await what();
    } catch (error) {
      fail(error);
    }
    await look();
  };
  const start = async (list) => {
    await act(async () => {
      for (const settings of list) await send("/api/trainings", { ...settings, language: currentLanguage() });
    });
    // On a phone what was started stands below the settings.
    if (open && problem.hidden && matchMedia(NARROW).matches) shownPart().scrollIntoView({ block: "start", behavior: matchMedia(CALM).matches ? "auto" : "smooth" });
  };
  const shownPart = () => (charts.hidden ? cards : charts);
  const can = (number) => ({
    order: (word) => act(() => send(`/api/trainings/${number}/order`, { order: word })),
    remove: () => act(() => send(`/api/trainings/${number}`, undefined, "DELETE")),
    start,
  });

  function arrange(trainings) {
    const numbers = trainings.slice(-SHOWN).map(({ number }) => number);
    const before = [...shown.keys()];
    if (numbers.join() === before.join()) return;
    for (const number of before) if (!numbers.includes(number)) shown.delete(number);
    const known = numbers.map((number) => [number, shown.get(number) ?? { training: trainings.find((each) => each.number === number), points: [] }]);
    shown.clear();
    known.forEach(([number, each], at) => {
      // The letter says which of the two it is, so that the card is made anew.
      each.letter = LETTERS[at];
      each.card = makeCard(each.letter, each.training, can(number));
      shown.set(number, each);
    });
    cards.replaceChildren(...[...shown.values()].map(({ card }) => card.element));
  }

  async function refresh(number, each) {
    if (["done", "stuck", "failed"].includes(each.training.state) && each.whole) return;
    const since = each.points.length;
    const training = await ask(`/api/trainings/${number}`, { since });
    // Whoever presses a button has it looked at once more, maybe while the look before has not been answered.
    each.points.splice(since, Infinity, ...training.points);
    if (each.training.state !== training.state) announce(`${each.letter}: ${say(`trainState_${training.state}`)}`);
    each.training = training;
    each.whole = true;
    each.card.show(training);
  }

  async function look() {
    clearTimeout(timer);
    try {
      const { trainings } = await ask("/api/trainings");
      if (!open) return;
      arrange(trainings);
      for (const [number, each] of [...shown]) await refresh(number, each);
      if (!open) return;
      draw(charts, [...shown.values()]);
      const hidden = trainings.slice(0, -SHOWN).length;
      waiting.hidden = !hidden;
      waiting.textContent = say("trainOthers", { count: hidden });
      clearTimeout(timer);
      const busy = trainings.some(({ state }) => !["done", "stuck", "failed"].includes(state));
      timer = setTimeout(look, busy ? PAUSE : IDLE_PAUSE);
    } catch (error) {
      if (open && error.code !== "no_such_training") fail(error);
      clearTimeout(timer);
      if (open) timer = setTimeout(look, 4 * PAUSE);
    }
  }

  (async () => {
    try {
      const { recipes } = await ask("/api/trainings");
      if (!open) return;
      side.replaceChildren(makeSettings(values, recipes, start).element);
      await look();
    } catch (error) {
      fail(error);
    }
  })();
  return () => {
    open = false;
    clearTimeout(timer);
  };
}

/** Draw accuracy and loss of all that are shown, on the same axes. */
function draw(element, shown) {
  const drawn = shown.filter(({ points, training }) => points.length || training.step);
  element.hidden = !drawn.length;
  if (!drawn.length) return;
  const last = Math.max(...drawn.map(({ training }) => training.settings.epochs));
  const accuracy = [], loss = [];
  for (const { letter, points, training } of drawn) {
    const kind = `series-${letter.toLowerCase()}`;
    const guessing = GUESSING[training.settings.loss];
    const newest = training.step && training.step.epoch > (points.at(-1)?.[0] ?? 0) ? [[training.step.epoch, training.step.loss, training.step.accuracy]] : [];
    const all = [...points, ...newest];
    accuracy.push({ name: say("trainOnTraining", { letter }), kind, points: all.map(([epoch, , right]) => [epoch, right]) });
    const checked = training.history?.filter((row) => row.validation_accuracy !== null).map((row) => [Math.min(row.epoch, training.step?.epoch ?? row.epoch), row.validation_accuracy]) ?? [];
    if (checked.length) accuracy.push({ name: say("trainOnValidation", { letter }), kind: `${kind} checked`, points: checked, dots: true });
    loss.push({ name: letter, kind, points: all.filter(([, value]) => value !== null).map(([epoch, value]) => [epoch, value / guessing]) });
  }
  element.replaceChildren(
    make("div", {}, make("h2", {}, say("trainAccuracy")), curvesOf({ label: say("trainAccuracy"), series: accuracy, from: 0, to: 1, last })),
    make("div", {}, make("h2", {}, say("trainLoss")), curvesOf({ label: say("trainLoss"), series: loss, from: 0, to: 2.4, last, format: (value) => value.toFixed(1) }), make("p.hint", {}, say("trainLossAbout"))));
}
