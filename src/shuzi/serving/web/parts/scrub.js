// From epoch to epoch: a slider over what a run keeps of its network, before the first step and at every epoch's end.

import { make, number, percent } from "../dom.js";
import { makeBars } from "./bars.js";
import { largestOf, paintMaps } from "./maps.js";
import { canCompute, filtersOf, firstMaps } from "../snapshots.js";
import { selectedDigit } from "../state.js";
import { say } from "../words.js";

/** Milliseconds that each epoch stays while it plays. */
const BEAT = 600;

/**
 * Make the panel; returns { element, close }.
 * @param {Array} snapshots what GET /api/snapshots gives
 * @param {Array} epochs what GET /api/history gives
 * @param layer the run's first layer, as GET /api/model gives it
 */
export function makeScrub(snapshots, epochs, layer, names) {
  if (!snapshots.length) return { element: make("div.panel", {}, make("h2", {}, say("scrub")), make("p.hint", {}, say("noSnapshots"))), close() {} };
  const last = snapshots.length - 1;
  const slider = make("input", { type: "range", min: 0, max: last, step: 1, value: last, ariaLabel: say("scrubSlider"), oninput: () => go() });
  const place = make("output.scrub-place");
  const [answers, filters, sure, digit] = [makeAnswers(epochs, names), makeFilters(), makeSureness(), makeDigit(layer, snapshots[0])];
  const parts = [answers, filters, sure, digit];
  let playing = 0;
  const play = make("button.tool", { type: "button", onclick: () => (playing ? stop() : begin()) });
  function go() {
    const snapshot = snapshots[Number(slider.value)];
    place.textContent = momentOf(snapshot, snapshots[last]);
    slider.setAttribute("aria-valuetext", place.textContent);
    for (const part of parts) part.show(snapshot);
  }
  function stop() {
    clearInterval(playing);
    playing = 0;
    play.replaceChildren(make("span.tool-symbol", { ariaHidden: "true" }, "▶"), say("play"));
  }
  function begin() {
    if (Number(slider.value) === last) slider.value = 0;
    go();
    play.replaceChildren(make("span.tool-symbol", { ariaHidden: "true" }, "❚❚"), say("stop"));
    playing = setInterval(() => {
      slider.value = Number(slider.value) + 1;
      go();
      if (Number(slider.value) === last) stop();
    }, BEAT);
  }
  stop();
  const element = make("div.panel.scrub", {},
    make("h2", {}, say("scrub")), make("p.hint", {}, say("scrubAbout", { count: snapshots[0].sureness.reduce((sum, images) => sum + images, 0).toLocaleString("en") })),
    make("div.scrub-controls", {}, play, slider, place),
    make("div.scrub-parts", {}, answers.element, make("div", {}, filters.element, sure.element), digit.element));
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", go);
  // Colours come from the style sheet, which knows an element once it is on the page.
  requestAnimationFrame(go);
  return {
    element,
    close() {
      stop();
      scheme.removeEventListener("change", go);
    },
  };
}

function momentOf({ epoch }, { epoch: end }) {
  const round = (value) => String(Math.round(100 * value) / 100);
  return epoch === 0 ? say("beforeFirst") : say("afterEpoch", { epoch: round(epoch), of: round(end) });
}

/** Accuracy, and the recall of each digit. */
function makeAnswers(epochs, names) {
  const facts = make("dl.scrub-facts");
  const recall = makeBars({ label: say("recall"), best: false, names });
  const show = ({ epoch, recall: shares }) => {
    const row = epoch === 0 ? null : epochs[Math.ceil(epoch) - 1];
    const known = shares.filter((share) => share !== null);
    const mean = known.length ? known.reduce((sum, share) => sum + share, 0) / known.length : null;
    const lines = [["meanRecall", mean], ["training", row?.accuracy], ["validation", row?.validation_accuracy]];
    facts.replaceChildren(...lines.filter(([, value]) => value !== null && value !== undefined).flatMap(([word, value]) => [make("dt", {}, say(word)), make("dd", {}, percent(value))]));
    recall.refresh(shares);
  };
  return { element: make("div", {}, facts, make("h3", {}, say("recall")), recall.element), show };
}

/** How many answers are how sure. */
function makeSureness() {
  const bars = make("div.sureness", { role: "img" });
  const show = ({ sureness }) => {
    const total = sureness.reduce((sum, count) => sum + count, 0) || 1;
    bars.replaceChildren(...sureness.map((count) => {
      const bar = make("span");
      bar.style.height = `${(100 * count) / total}%`;
      return bar;
    }));
    bars.setAttribute("aria-label", say("surenessOf", { share: percent(sureness.at(-1) / total), from: percent(1 - 1 / sureness.length) }));
  };
  const ends = make("p.sureness-ends", {}, make("span", {}, "0%"), make("span", {}, "100%"));
  return { element: make("div", {}, make("h3", {}, say("sureness")), bars, ends), show };
}

function makeFilters() {
  const canvas = make("canvas.scrub-maps", { role: "img", ariaLabel: say("filters") });
  const largest = make("span");
  const show = (snapshot) => {
    const filters = filtersOf(snapshot);
    const most = largestOf(filters.values);
    paintMaps(canvas, { ...filters, largest: most });
    largest.textContent = say("largestWeight", { value: number(most) });
  };
  return { element: make("figure", {}, make("h3", {}, say("filters")), canvas, make("figcaption", {}, largest)), show };
}

/** The user's own digit through the first layer as it was. */
function makeDigit(layer, snapshot) {
  const digit = selectedDigit();
  const head = make("h3", {}, say("scrubDigit"));
  if (!canCompute(layer, snapshot)) return { element: make("figure", { hidden: true }), show() {} };
  if (!digit) return { element: make("figure", {}, head, make("p.hint", {}, `${say("scrubNoDigit")} `, make("a", { href: "#/write" }, say("view_write")))), show() {} };
  const canvas = make("canvas.scrub-maps", { role: "img", ariaLabel: say("scrubDigit") });
  const show = (moment) => {
    const maps = firstMaps(moment, layer, digit.pixels);
    paintMaps(canvas, { ...maps, largest: largestOf(maps.values) });
  };
  return { element: make("figure", {}, head, canvas, make("figcaption", {}, say("scrubDigitAbout"))), show };
}
