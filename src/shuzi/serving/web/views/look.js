// Look inside: every layer live, step by step, and the arithmetic of any place in it.

import { packOff, packPixels, unpackOff, unpackPixels, writeAddress } from "../address.js";
import { announce, make, number, percent } from "../dom.js";
import { isBlank } from "../framing.js";
import { filterOf, gridAt, INPUT, lookAt, outputAt, placeInWords, sentenceOf, shapeOf, titleOf, within } from "../layers.js";
import { makeBars } from "../parts/bars.js";
import { largestOf } from "../parts/maps.js";
import { makeMosaic } from "../parts/mosaic.js";
import { makePad } from "../parts/pad.js";
import { palette } from "../parts/picture.js";
import { answerTo, change, changePixels, changeStrokes, selectedDigit, state, switchChannel, watch } from "../state.js";
import { say } from "../words.js";
import { fieldOf, makeInspector } from "./inspector.js";
import { makeWhy } from "./why.js";
import { sampleStrokes } from "../samples.js";

export function open(main, values) {
  readValues(values);
  if (!state.digits.length) changeStrokes(sampleStrokes(3, { x: 28, y: 28, size: 224 }));
  const pad = makePad({ samples: false });
  const bars = makeBars();
  const off = makeOffNotice();
  const cards = [];
  for (let index = INPUT; index < state.network.layers.length; index++) cards.push(makeCard(index));
  const stepper = makeStepper();
  const inspector = makeInspector();
  const why = makeWhy();
  const panels = makePanels({ arithmetic: inspector, why });
  main.append(
    make("h1.unseen", {}, say("lookTitle")),
    make("section.look-side", {}, pad.element, bars.element, off.element, makeShare()),
    make("ol.look-layers", {}, ...cards.map((card) => card.element)),
    make("aside.look-panel", {}, stepper.element, panels.element),
  );
  let colours = coloursOf(main);
  // Layers that nobody sees are painted when they come into view: it is they that cost frames.
  const inView = new Set();
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        inView.add(target);
        cards.find((card) => card.element === target).paint(selectedDigit(), colours);
      } else {
        inView.delete(target);
      }
    }
  }, { rootMargin: "150px" });
  for (const card of cards) sight.observe(card.element);
  const all = new Set(["digits", "focus", "off", "panel", "selected", "rival", "network", "size"]);
  const refresh = (changed) => {
    const digit = selectedDigit();
    const values = ["digits", "strokes", "off", "selected", "network"].some((name) => changed.has(name));
    if (values) {
      bars.refresh(digit?.outputs?.at(-1) ?? null);
      for (const card of cards) if (inView.has(card.element)) card.paint(digit, colours);
    }
    if (["focus", "off", "network", "size"].some((name) => changed.has(name))) for (const card of cards) card.mark();
    off.refresh();
    stepper.refresh();
    panels.refresh(changed, digit, colours, values);
    rememberAddress();
  };
  const unwatch = watch(refresh);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const recolour = () => {
    colours = coloursOf(main);
    refresh(all);
  };
  scheme.addEventListener("change", recolour);
  const observer = new ResizeObserver(() => refresh(all));
  observer.observe(main);
  change({ focus: state.focus });
  return () => {
    unwatch();
    observer.disconnect();
    sight.disconnect();
    scheme.removeEventListener("change", recolour);
    pad.close();
    inspector.close();
    why.close();
  };
}

const coloursOf = (element) => ({ maps: palette(element), ink: palette(element, "--ink") });

function readValues(values) {
  const pixels = values.get("digit") && unpackPixels(values.get("digit"));
  if (pixels) changePixels(pixels);
  if (values.has("off")) change({ off: unpackOff(values.get("off"), state.network.layers) });
  const layer = Number(values.get("layer") ?? NaN);
  if (Number.isInteger(layer) && layer >= INPUT && layer < state.network.layers.length) {
    const [map, row, column] = (values.get("at") ?? "").split(".").map(Number);
    change({ focus: within({ layer, map, row, column }) });
  }
  if (values.get("panel") === "why") change({ panel: "why" });
  const rival = Number(values.get("rival") ?? NaN);
  if (Number.isInteger(rival) && rival >= 0 && rival <= 9) change({ rival });
}

let writing = 0;

/** Browsers allow a hundred changes of the address in half a minute. */
function rememberAddress() {
  clearTimeout(writing);
  writing = setTimeout(() => {
    if (!location.hash.startsWith("#/look")) return;
    const digit = selectedDigit();
    const { layer, map, row, column } = state.focus;
    writeAddress("look", {
      digit: digit ? packPixels(digit.pixels) : null,
      layer,
      at: `${map}.${row}.${column}`,
      off: packOff(state.off),
      panel: state.panel === "why" ? "why" : null,
      rival: state.rival,
      model: state.network.name === state.served ? null : state.network.name,
    });
  }, 300);
}

function makeCard(index) {
  const grid = gridAt(index);
  const title = titleOf(index);
  const focusHere = (place, relative = false) => {
    const from = state.focus.layer === index ? state.focus : { map: 0, row: 0, column: 0 };
    const to = relative
      ? { map: from.map + (place.map ?? 0), row: from.row + (place.row ?? 0), column: from.column + (place.column ?? 0) }
      : place;
    lookAt({ layer: index, ...to });
    if (relative) announcePlace();
  };
  const mosaic = makeMosaic(index, {
    label: say("mapLabel", { layer: title, maps: grid.maps }),
    onPlace: focusHere,
    onPin: (place) => {
      focusHere(place);
      change({ panel: "arithmetic" });
      document.querySelector(".look-panel").classList.add("open");
    },
    onOff: () => {
      const filter = filterOf(state.focus.layer);
      if (filter !== null) switchChannel(filter, state.focus.map);
    },
  });
  const head = make("button.card-head", { type: "button", onclick: () => lookAt({ layer: index, ...middle(index) }) },
    make("b", {}, title), make("span", {}, shapeOf(index)));
  const element = make("li.card", { data: { layer: index } }, head, mosaic.element);
  const digits = grid.maps === 10 ? makeDigitLabels() : null;
  if (digits) element.append(digits.element);
  if (index === INPUT) mosaic.element.after(make("p.hint", {}, sentenceOf(index)));
  return {
    element,
    paint(digit, colours) {
      mosaic.lay();
      if (!digit?.outputs) {
        mosaic.paint(new Float32Array(grid.maps * grid.rows * grid.columns), colours.maps, 1);
        return;
      }
      const values = outputAt(index, digit);
      mosaic.paint(values, index === INPUT ? colours.ink : colours.maps, index === INPUT ? 255 : largestOf(values));
      digits?.refresh(values, index);
    },
    mark() {
      element.classList.toggle("current", state.focus.layer === index);
      const filter = filterOf(index);
      mosaic.mark({ frames: framesOn(index), off: (filter !== null && state.off.get(filter)) || new Set() });
    },
  };
}

function announcePlace() {
  const digit = selectedDigit();
  if (!digit?.outputs) return;
  const { layer, map, row, column } = state.focus;
  const { rows, columns } = gridAt(layer);
  const value = outputAt(layer, digit)[(map * rows + row) * columns + column];
  announce(`${placeInWords(layer, state.focus)}: ${number(value)}`);
}

const middle = (index) => {
  const { rows, columns } = gridAt(index);
  return { map: state.focus.map, row: Math.floor(rows / 2), column: Math.floor(columns / 2) };
};

/** What is framed on a layer: the place looked at, or what it was computed from. */
function framesOn(index) {
  const { layer, map, row, column } = state.focus;
  const grid = gridAt(index);
  if (layer === index) {
    const whole = { map, top: 0, left: 0, high: grid.rows, wide: grid.columns, strong: grid.rows === 1 };
    return grid.rows === 1 ? [whole] : [whole, { map, top: row, left: column, high: 1, wide: 1, strong: true }];
  }
  if (index !== layer - 1) return [];
  const field = fieldOf(state.network.layers[layer], state.focus);
  if (!field) return [];
  const top = Math.max(0, field.top);
  const left = Math.max(0, field.left);
  const shape = { top, left, high: Math.min(grid.rows, field.top + field.high) - top, wide: Math.min(grid.columns, field.left + field.wide) - left };
  return field.maps.map((each) => ({ map: each, ...shape, strong: field.maps.length === 1 }));
}

function makeDigitLabels() {
  const items = Array.from({ length: 10 }, (_, digit) => make("li", {}, make("b", {}, String(digit)), make("span")));
  return {
    element: make("ol.digit-labels", {}, ...items),
    refresh(values, index) {
      const share = index !== state.network.logits;
      const best = values.indexOf(Math.max(...values));
      items.forEach((item, digit) => {
        item.lastChild.textContent = share ? `${(100 * values[digit]).toFixed(0)}%` : number(values[digit], 1);
        item.classList.toggle("best", digit === best);
      });
    },
  };
}

function makeStepper() {
  const step = (by) => {
    const layer = Math.min(state.network.layers.length - 1, Math.max(INPUT, state.focus.layer + by));
    lookAt({ layer, ...middle(layer) });
    document.querySelector(`.card[data-layer="${layer}"]`).scrollIntoView({ block: "center", behavior: "smooth" });
    announce(`${titleOf(layer)}. ${sentenceOf(layer)}`);
  };
  const back = make("button.step", { type: "button", ariaLabel: say("previous"), title: say("previous"), onclick: () => step(-1) }, "←");
  const on = make("button.step", { type: "button", ariaLabel: say("next"), title: say("next"), onclick: () => step(1) }, "→");
  const place = make("span.step-place");
  const title = make("h2");
  const sentence = make("p.step-sentence");
  const refresh = () => {
    const { layer } = state.focus;
    back.disabled = layer === INPUT;
    on.disabled = layer === state.network.layers.length - 1;
    place.textContent = say("step", { index: layer + 2, count: state.network.layers.length + 1 });
    title.textContent = titleOf(layer);
    sentence.textContent = sentenceOf(layer);
  };
  refresh();
  const head = make("div.step-head", {}, back, make("div.step-title", {}, title, place), on);
  return { element: make("div.stepper", {}, head, sentence), refresh };
}

function makePanels(panels) {
  const tabs = Object.entries({ arithmetic: "tabArithmetic", why: "tabWhy" }).map(([name, word]) =>
    make("button.panel-tab", { type: "button", data: { panel: name }, onclick: () => change({ panel: name }) }, say(word)),
  );
  const shut = make("button.panel-close", { type: "button", ariaLabel: say("close"), onclick: toggle }, "⌃");
  function toggle() {
    document.querySelector(".look-panel").classList.toggle("open");
  }
  const element = make("div.panels", {}, make("div.panel-tabs", {}, ...tabs, shut), ...Object.values(panels).map((panel) => panel.element));
  return {
    element,
    refresh(changed, digit, colours, values) {
      for (const tab of tabs) tab.ariaPressed = String(tab.dataset.panel === state.panel);
      for (const [name, panel] of Object.entries(panels)) {
        panel.element.hidden = name !== state.panel;
        if (name !== state.panel) continue;
        const blank = digit?.outputs && name === "why" && isBlank(digit.pixels);
        if (blank) panel.element.replaceChildren(make("p.hint", {}, say("noDigit")));
        else if (digit?.outputs) panel.refresh(digit, colours, { values, changed });
        else panel.element.replaceChildren(make("p.hint", {}, say("writeFirst")));
      }
    },
  };
}

function makeOffNotice() {
  const count = make("span");
  const whole = make("span.off-whole");
  const button = make("button.quiet", { type: "button", onclick: () => change({ off: new Map() }) }, say("allOn"));
  const element = make("div.off-notice", { hidden: true }, count, whole, button);
  return {
    element,
    refresh() {
      const off = [...state.off.values()].reduce((sum, channels) => sum + channels.size, 0);
      element.hidden = off === 0;
      const digit = selectedDigit();
      if (!off || !digit) return;
      count.textContent = say("offCount", { count: off });
      const best = answerTo(digit.pixels, state.network.forward(digit.pixels));
      whole.textContent = best ? say("withoutOff", { digit: best.digit, percent: percent(best.probability) }) : say("noDigit");
    },
  };
}

function makeShare() {
  return make("button.quiet.share", {
    type: "button",
    async onclick() {
      await navigator.clipboard.writeText(location.href);
      announce(say("copied"));
      this.textContent = say("copied");
      setTimeout(() => (this.textContent = say("share_link")), 1500);
    },
  }, say("share_link"));
}
