// The models that the server knows: how they were trained, and where they err.

import { writeAddress } from "../address.js";
import { ask } from "../ask.js";
import { bytesIn } from "../base64.js";
import { namesOf } from "../classes.js";
import { announce, make, percent } from "../dom.js";
import { useModel } from "../model.js";
import { curvesOf } from "../parts/curves.js";
import { showPixelsSoon } from "../parts/picture.js";
import { changePixels, state, watch } from "../state.js";
import { currentLanguage, recipeName, say } from "../words.js";
import { makeScrub } from "../parts/scrub.js";

export function open(main, values) {
  const list = make("section.runs-list");
  const detail = make("section.runs-detail");
  const shown = { close() {}, use() {} };
  main.append(make("h1.unseen", {}, say("view_runs")), make("p.hint", {}, say("runsAbout")), list, detail);
  (async () => {
    try {
      const { models } = await ask("/api/models");
      const show = (model) => {
        for (const row of list.querySelectorAll("tr[data-name]")) row.classList.toggle("chosen", row.dataset.name === model.name);
        writeAddress("runs", { name: model.name });
        showRun(detail, model, shown);
      };
      list.replaceChildren(tableOf(models, show));
      show(models.find(({ name }) => name === values.get("name")) ?? models[0]);
    } catch (error) {
      list.replaceChildren(make("p.problem", { role: "alert" }, say("failed", { why: error.message })));
    }
  })();
  const unwatch = watch((changed) => changed.has("network") && shown.use());
  return () => {
    unwatch();
    shown.close();
  };
}

function tableOf(models, show) {
  const date = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: "medium" });
  const rows = models.map((model) =>
    make("tr", { data: { name: model.name } },
      make("th", {}, make("button.run-name", { type: "button", onclick: () => show(model) }, model.name)),
      make("td", {}, recipeName(model.recipe)),
      make("td", { data: { column: "mnist" } }, model.mnist_accuracy === null ? "–" : percentOfMany(model.mnist_accuracy)),
      make("td", { data: { column: "own" } }, model.own_accuracy === null ? "–" : say("ofOwn", { accuracy: percent(model.own_accuracy), count: model.test_images })),
      make("td", {}, say("images", { count: model.train_images.toLocaleString("en") })),
      make("td", {}, String(Math.round(10 * model.epochs_done) / 10)),
      make("td", {}, date.format(new Date(model.created)))),
  );
  const heads = ["run", null, "mnistAccuracy", "ownAccuracy", "trainedOn", "epochs", "created"].map((word) => make("th", {}, word ? say(word) : ""));
  return make("div.scroll", {}, make("table.runs", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows)));
}

/** Two decimals: of ten thousand images one is a hundredth of a per cent. */
const percentOfMany = (share) => `${(100 * share).toFixed(2)}%`;

/** Show a run; `shown` is told how to close it, and what to do when another model is used. */
async function showRun(detail, model, shown) {
  shown.close();
  detail.replaceChildren(make("p.loading", {}, "…"));
  try {
    const questions = ["history", "confusion", "snapshots", "model"].map((what) => ask(`/api/${what}`, { name: model.name }));
    const [history, confusion, { snapshots }, { layers }] = await Promise.all(questions);
    const scrub = makeScrub(snapshots, history.epochs, layers[0], namesOf(model));
    const choice = makeChoice(model.name);
    Object.assign(shown, { close: scrub.close, use: choice.refresh });
    const mistakes = make("div.mistakes", { ariaLive: "polite" });
    detail.replaceChildren(
      choice.element,
      make("div.runs-panels", {},
        make("div.panel", {}, make("h2", {}, say("curves")), history.epochs.length ? accuraciesOf(history.epochs, model.epochs_done) : make("p.hint", {}, say("noCurves"))),
        make("div.panel", {}, make("h2", {}, say("confusion")), make("p.hint", {}, say("confusionAbout")), confusionOf(confusion.confusion, namesOf(model), (cell) => showMistakes(mistakes, model, cell)), mistakes)),
      scrub.element,
    );
  } catch (error) {
    detail.replaceChildren(make("p.problem", { role: "alert" }, say("failed", { why: error.message })));
  }
}

/** The button that makes a model the page's own; returns { element, refresh }. */
function makeChoice(name) {
  const button = make("button.quiet", { type: "button", onclick: () => use() });
  async function use() {
    await useModel(name);
    announce(`${say("inUse")} ${name}`);
  }
  const refresh = () => {
    button.disabled = state.network.name === name;
    button.textContent = say(button.disabled ? "usedNow" : "useThis", { model: name });
  };
  refresh();
  return { element: make("p.choice", {}, button), refresh };
}

/** Accuracy over epochs, training and, where it was measured, validation; an epoch that was not finished ends where it did. */
function accuraciesOf(epochs, done) {
  const at = (epoch) => Math.min(epoch, done);
  const series = [["training", "accuracy"], ["validation", "validation_accuracy"]]
    .map(([word, column]) => ({ name: say(word), kind: word, dots: true, points: epochs.filter((row) => row[column] !== null).map((row) => [at(row.epoch), row[column]]) }))
    .filter(({ points }) => points.length);
  const lowest = Math.min(...series.flatMap(({ points }) => points.map(([, value]) => value)));
  const ends = epochs.map(({ epoch }) => at(epoch));
  const [first, last] = [Math.min(1, ...ends), Math.max(...ends)];
  return curvesOf({ label: say("curves"), series, from: Math.max(0, Math.floor(lowest * 100 - 0.5) / 100), to: 1, first: first === last ? 0 : first, last });
}

function confusionOf(confusion, names, choose) {
  const worst = Math.max(1, ...confusion.flatMap((row, truth) => row.filter((_, answer) => answer !== truth)));
  const heads = make("tr", {}, make("th"), ...confusion.map((_, answer) => make("th", { scope: "col" }, names[answer])));
  const rows = confusion.map((row, truth) =>
    make("tr", {}, make("th", { scope: "row" }, names[truth]), ...row.map((count, answer) => {
      if (truth === answer) return make("td.right", {}, String(count));
      if (!count) return make("td.none", {}, "·");
      const label = say("confusionCell", { true: names[truth], answer: names[answer], count });
      const button = make("button", { type: "button", ariaLabel: label, title: label, onclick: () => choose({ true: truth, answer }) }, String(count));
      button.style.setProperty("--share", `${Math.round(20 + (60 * count) / worst)}%`);
      return make("td", {}, button);
    })),
  );
  return make("div.scroll", {}, make("table.confusion", {}, make("thead", {}, heads), make("tbody", {}, ...rows)));
}

async function showMistakes(element, model, cell) {
  element.replaceChildren(make("p.loading", {}, "…"));
  try {
    const found = await ask("/api/mistakes", { name: model.name, ...cell });
    const items = found.mistakes.map(({ index, pixels, confidence }) => {
      const bytes = bytesIn(pixels);
      const canvas = make("canvas.pixels", { width: 28, height: 28 });
      showPixelsSoon(canvas, bytes);
      return make("li", {}, make("a", { href: "#/look", title: say("openInLook"), onclick: () => changePixels(bytes) }, canvas, make("span", {}, `#${index}`), make("span", {}, percent(confidence))));
    });
    element.replaceChildren(make("h3", {}, say("confusionShown", cell)), make("ol", {}, ...items));
  } catch (error) {
    element.replaceChildren(make("p.problem", { role: "alert" }, say("noMistakes", { why: error.message })));
  }
}
