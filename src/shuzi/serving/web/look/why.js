// Why this digit and not that one: occlusion, so that anyone can check it.

import { nameOf } from "../classes.js";
import { make, number } from "../dom.js";
import { titleOf } from "../layers.js";
import { hidePatch, PATCH, preference, STEP } from "../network/occlusion.js";
import { largestOf } from "../parts/maps.js";
import { paintPixels, tint } from "../parts/picture.js";
import { change, ranking, state, switchChannel } from "../state.js";
import { say } from "../words.js";

/** Classes that stand side by side as buttons. */
const ROOM = 12;
const PLACES = (28 - PATCH) / STEP + 1;

/** Make the panel; returns { element, refresh, clear, close }. */
export function makeWhy() {
  const element = make("section.why");
  const worker = new Worker(new URL("../network/worker.js", import.meta.url), { type: "module" });
  /** The network that the worker knows. */
  let taught = null;
  let job = 0;
  let asked = "";
  let view = null;
  worker.onmessage = ({ data }) => {
    if (data.job === job) view?.add(data);
  };
  const refresh = (digit) => {
    const order = ranking(digit.outputs);
    const winner = order[0].digit;
    const rival = state.rival === null || state.rival === winner ? order[1].digit : state.rival;
    const key = JSON.stringify([winner, rival, Array.from(digit.pixels), [...state.off].map(([l, c]) => [l, [...c]]), state.damage]);
    if (key === asked && element.contains(view?.element)) return;
    asked = key;
    job++;
    view = makeAnswer(digit, winner, rival);
    element.replaceChildren(view.element);
    if (taught !== state.acting) worker.postMessage({ model: state.acting.model, weights: state.acting.weights });
    taught = state.acting;
    worker.postMessage({ job, pixels: digit.pixels, digit: winner, rival, off: state.off });
  };
  return { element, refresh, clear: (hint) => element.replaceChildren(hint), close: () => worker.terminate() };
}

/** The classes that there is room for a button of, in their order: of many the most probable ones. */
const likeliest = (outputs) => ranking(outputs).slice(0, ROOM).map(({ digit }) => digit).sort((a, b) => a - b);

function makeAnswer(digit, winner, rival) {
  const lost = new Float32Array(PLACES * PLACES);
  const maps = [];
  const lead = preference(state.acting, digit.outputs, winner, rival);
  const rivals = likeliest(digit.outputs).filter((other) => other !== winner).map((other) =>
    make("button.sample", { type: "button", ariaPressed: String(other === rival), ariaLabel: say("whyNot", { rival: other }), onclick: () => change({ rival: other }) }, nameOf(other, state.network.model)));
  const heat = make("canvas.heat-map", { width: PLACES, height: PLACES });
  const ink = make("canvas.heat-ink", { width: 28, height: 28 });
  const frame = make("span.zoom-window", { hidden: true });
  const picture = make("div.heat", { tabIndex: 0, role: "img", ariaLabel: say("whyPoint") }, heat, ink, frame);
  const spot = make("div.spot", { ariaLive: "polite" }, make("p.hint", {}, say("whyPoint")));
  const list = make("ol.channels", {}, make("li.rest", {}, say("computing")));
  const check = (row, column) => {
    frame.hidden = false;
    Object.assign(frame.style, { left: `${(100 * column) / 28}%`, top: `${(100 * row) / 28}%`, width: `${(100 * PATCH) / 28}%`, height: `${(100 * PATCH) / 28}%` });
    const after = preference(state.acting, state.acting.forward(hidePatch(digit.pixels, row, column), state.off), winner, rival);
    const words = { top: row + 1, bottom: row + PATCH, left: column + 1, right: column + PATCH };
    spot.replaceChildren(
      make("p", {}, say("lead", { digit: winner, rival, lead: number(lead) })),
      make("p", {}, say("covered", { ...words, lead: number(after) })),
      make("p.result", { data: { value: String(lead - after) } }, make("b", {}, say("loss", { before: number(lead), after: number(after), lost: number(lead - after) }))),
    );
  };
  listenToPicture(picture, check);
  const element = make("div", {},
    make("h3", {}, say("whyQuestion", { digit: winner, rival })),
    make("div.samples", { role: "group", ariaLabel: say("whyInsteadOf") }, make("span", {}, say("whyInsteadOf")), ...rivals),
    make("p.rule", {}, say("lead", { digit: winner, rival, lead: number(lead) })),
    make("p.hint", {}, say("whyAbout", { digit: winner, rival, positive: say("colourPlus"), negative: say("colourMinus") })),
    picture, spot, make("h3", {}, say("whyMaps")), list,
  );
  const add = ({ kind, found, done }) => {
    if (kind === "pixels") {
      for (const { row, column, lost: value } of found) lost[(row / STEP) * PLACES + column / STEP] = value;
      paintHeat(heat, lost, element);
      ink.getContext("2d").drawImage(paintPixels(digit.pixels, getComputedStyle(ink).color), 0, 0);
      element.dataset.pixels = done ? "done" : "";
    } else {
      maps.push(...found);
      if (done) list.replaceChildren(...strongestMaps(maps, winner, rival));
      element.dataset.maps = done ? "done" : "";
    }
  };
  return { element, add };
}

function paintHeat(canvas, lost, element) {
  const style = getComputedStyle(element);
  const largest = largestOf(lost);
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, PLACES, PLACES);
  for (let at = 0; at < lost.length; at++) {
    context.globalAlpha = Math.min(1, Math.abs(lost[at]) / largest);
    context.fillStyle = style.getPropertyValue(lost[at] > 0 ? "--map-plus" : "--map-minus");
    context.fillRect(at % PLACES, Math.floor(at / PLACES), 1, 1);
  }
}

function listenToPicture(picture, check) {
  let at = { row: 12, column: 12 };
  const most = 28 - PATCH;
  const move = (row, column) => {
    at = { row: Math.min(most, Math.max(0, row)), column: Math.min(most, Math.max(0, column)) };
    check(at.row, at.column);
  };
  const point = (event) => {
    const box = picture.getBoundingClientRect();
    const snap = (share) => Math.round((share * 28 - PATCH / 2) / STEP) * STEP;
    move(snap((event.clientY - box.top) / box.height), snap((event.clientX - box.left) / box.width));
  };
  picture.addEventListener("pointermove", point);
  picture.addEventListener("pointerdown", point);
  const steps = { ArrowLeft: [0, -STEP], ArrowRight: [0, STEP], ArrowUp: [-STEP, 0], ArrowDown: [STEP, 0] };
  picture.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    move(at.row + step[0], at.column + step[1]);
  });
}

function strongestMaps(maps, winner, rival) {
  const order = maps.filter(({ lost }) => lost !== 0).sort((a, b) => Math.abs(b.lost) - Math.abs(a.lost));
  const largest = Math.abs(order[0]?.lost) || 1;
  return order.slice(0, 12).map(({ layer, map, lost }) => {
    const off = state.off.get(layer)?.has(map);
    const side = say(lost > 0 ? "forDigit" : "againstDigit", { digit: winner, rival });
    const button = make("button.channel", { type: "button", title: say(off ? "switchOn" : "switchOff"), onclick: () => switchChannel(layer, map) },
      make("span", {}, say("mapOf", { layer: titleOf(layer), map: map + 1, side })), make("b", {}, number(lost)));
    tint(button, lost / largest);
    return make("li", {}, button);
  });
}
