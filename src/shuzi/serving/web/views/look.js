// Look inside: every layer live, step by step, and the arithmetic of any place in it.

import { ownClasses } from "../classes.js";
import { make, percent } from "../dom.js";
import { INPUT, firstPlace, release } from "../layers.js";
import { reachOf } from "../network/paths.js";
import { makeBars } from "../parts/bars.js";
import { makeCopy } from "../parts/copy.js";
import { makeOverview } from "../parts/overview.js";
import { makePad } from "../parts/pad.js";
import { palette } from "../parts/picture.js";
import { hideTip } from "../parts/tip.js";
import { sampleStrokes } from "../samples.js";
import { answerTo, change, changeStrokes, selectedDigit, state, watch } from "../state.js";
import { say } from "../words.js";
import { makeCard } from "../look/layer-card.js";
import { makeDamage } from "../look/damage.js";
import { makeInspector } from "../look/inspector.js";
import { damageNow, readLook, rememberLook, undoDamage, writeLook } from "../look/address.js";
import { goTo, makePanels, makeStepper, openPanel } from "../look/stepper.js";
import { makeWhy } from "../look/why.js";

const VALUES = ["digits", "strokes", "off", "damage", "selected", "network"];
const PLACES = ["focus", "pinned", "off", "damage", "network", "size"];

export function open(main, values) {
  readLook(values);
  if (!state.digits.length && !state.strokes.length && !ownClasses(state.network.model)) changeStrokes(sampleStrokes(3, { x: 28, y: 28, size: 224 }));
  const pad = makePad({ samples: false });
  const bars = makeBars();
  const notice = makeNotice();
  const overview = makeOverview({ onChoose: goTo });
  const cards = [];
  for (let index = INPUT; index < state.network.layers.length; index++) cards.push(makeCard(index, () => openPanel(true)));
  const stepper = makeStepper();
  const inspector = makeInspector();
  const why = makeWhy();
  const damage = makeDamage();
  const panels = makePanels({
    arithmetic: { word: "tabArithmetic", panel: inspector, blank: true },
    why: { word: "tabWhy", panel: why, blank: false },
    damage: { word: "tabDamage", panel: damage, blank: true },
  });
  main.append(
    make("h1.unseen", {}, say("lookTitle")),
    overview.element,
    make("section.look-side", {}, pad.element, bars.element, notice.element, makeLegend(), makeCopy(writeLook), ...makeOfCommittee()),
    make("ol.look-layers", {}, ...cards.map((card) => card.element)),
    make("aside.look-panel", {}, stepper.element, panels.element),
  );
  // All are asked before the first gets its size: each size makes the browser lay out the page anew for the next question.
  const rooms = cards.map((card) => card.room());
  cards.forEach((card, at) => card.lay(rooms[at]));
  let colours = coloursOf(main);
  // Layers that nobody sees are painted when they come into view: it is they that cost frames.
  const inView = new Set();
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        inView.add(target);
        const card = cards.find(({ element }) => element === target);
        card.paint(selectedDigit(), colours);
        card.mark(reach, true, colours);
      } else {
        inView.delete(target);
      }
    }
  }, { rootMargin: "150px" });
  for (const card of cards) sight.observe(card.element);
  const { network } = state;
  let reach = reachOf(network.layers, state.focus);
  const refresh = (changed) => {
    // Another network has other layers; the view is opened again for it.
    if (state.network !== network) return;
    const digit = selectedDigit();
    const moved = follow(digit);
    const values = VALUES.some((name) => changed.has(name));
    const places = moved || PLACES.some((name) => changed.has(name));
    if (values) {
      bars.refresh(digit?.outputs?.at(-1) ?? null);
      for (const card of cards) if (inView.has(card.element)) card.paint(digit, colours);
    }
    if (places) reach = reachOf(state.network.layers, state.focus);
    if (places) for (const card of cards) card.mark(reach, inView.has(card.element), colours);
    if (places || values) overview.refresh(digit, colours, reach, { values, size: changed.has("size") });
    notice.refresh();
    stepper.refresh();
    panels.refresh(changed, digit, colours, values);
    rememberLook();
  };
  const unwatch = watch(refresh);
  const all = new Set([...VALUES, ...PLACES, "panel", "rival"]);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const recolour = () => {
    colours = coloursOf(main);
    refresh(all);
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    if (state.pinned) release();
    else openPanel(false);
  };
  scheme.addEventListener("change", recolour);
  document.addEventListener("keydown", escape);
  const observer = new ResizeObserver(() => refresh(all));
  observer.observe(main);
  change({ focus: state.focus });
  return () => {
    unwatch();
    // Elsewhere nothing would say that the network is not whole; the address brings the damage back.
    undoDamage();
    observer.disconnect();
    sight.disconnect();
    scheme.removeEventListener("change", recolour);
    document.removeEventListener("keydown", escape);
    hideTip();
    for (const part of [pad, inspector, why]) part.close();
  };
}

/** Of the style sheet, which is light or dark: tables for maps and for ink, and what lines are drawn in. */
function coloursOf(element) {
  const style = getComputedStyle(element);
  const [ink, accent, sheet] = ["--ink-soft", "--accent", "--sheet"].map((name) => style.getPropertyValue(name));
  return { maps: palette(element), ink: palette(element, "--ink"), lines: { ink, accent, sheet } };
}

/** Until somebody points elsewhere, the place looked at is the answer; tells whether it is another one. */
function follow(digit) {
  if (!state.following || !digit?.outputs) return false;
  const { layer, map } = state.focus;
  state.focus = firstPlace(state.network.layers.length - 1, digit);
  return layer !== state.focus.layer || map !== state.focus.map;
}

/** What the two colours say, wherever they are. */
function makeLegend() {
  return make("ul.colours", {}, make("li.plus", {}, say("legendPlus")), make("li.minus", {}, say("legendMinus")));
}

/** Says of a committee that its first member is shown; nothing of other models. */
function makeOfCommittee() {
  const { model } = state.network;
  return model.member ? [make("p.hint", {}, say("firstMember", model))] : [];
}

/** Says that the network is not whole, what it would answer if it were, and makes it so. */
function makeNotice() {
  const what = make("span");
  const whole = make("span.off-whole");
  const button = make("button.quiet", { type: "button", onclick: undoDamage }, say("undoDamage"));
  const element = make("div.off-notice", { hidden: true }, what, whole, button);
  return {
    element,
    refresh() {
      const { off, any } = damageNow();
      element.hidden = !any;
      const digit = selectedDigit();
      if (!any || !digit) return;
      const { noise, temperature } = state.damage;
      what.textContent = [
        off ? say("offCount", { count: off }) : null,
        noise ? say("noiseIs", { percent: `${Math.round(100 * noise)}%` }) : null,
        temperature === 1 ? null : say("temperatureIs", { temperature }),
      ].filter(Boolean).join(say("listComma"));
      const best = answerTo(digit.pixels, state.network.forward(digit.pixels));
      whole.textContent = best ? say("withoutDamage", { digit: best.digit, percent: percent(best.probability) }) : say("noDigit");
    },
  };
}
