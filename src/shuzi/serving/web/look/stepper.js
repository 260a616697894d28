// The panel's frame: from layer to layer in order, and its tabs.

import { announce, make } from "../dom.js";
import { isBlank } from "../framing.js";
import { firstPlace, INPUT, lookAt, sentenceOf, titleOf } from "../layers.js";
import { change, selectedDigit, state } from "../state.js";
import { say } from "../words.js";

/** Look at a layer where it speaks loudest, and bring its card into view. */
export function goTo(layer, place = firstPlace(layer, selectedDigit())) {
  lookAt({ ...place, layer });
  document.querySelector(`.card[data-layer="${layer}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  announce(`${titleOf(layer)}. ${sentenceOf(layer)}`);
}

export function makeStepper() {
  const step = (by) => goTo(Math.min(state.network.layers.length - 1, Math.max(INPUT, state.focus.layer + by)));
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

/**
 * Put panels behind tabs.
 * @param {Object<string, {word: string, panel: object, blank: boolean}>} panels by their name in `state.panel`; `blank`: whether it
 *   has something to say of an image without a digit
 */
export function makePanels(panels) {
  const tabs = Object.entries(panels).map(([name, { word }]) =>
    make("button.panel-tab", { type: "button", data: { panel: name }, onclick: () => choose(name) }, say(word)),
  );
  const shut = make("button.panel-close", { type: "button", ariaLabel: say("close"), onclick: () => openPanel(!isOpen()) }, "⌃");
  const element = make("div.panels", {}, make("div.panel-tabs", {}, ...tabs, shut), ...Object.values(panels).map(({ panel }) => panel.element));
  return {
    element,
    refresh(changed, digit, colours, values) {
      for (const tab of tabs) tab.ariaPressed = String(tab.dataset.panel === state.panel);
      for (const [name, { panel, blank }] of Object.entries(panels)) {
        panel.element.hidden = name !== state.panel;
        if (name !== state.panel) continue;
        const nothing = !digit?.outputs ? "writeFirst" : !blank && isBlank(digit.pixels) ? "noDigit" : null;
        if (nothing) panel.clear(make("p.hint", {}, say(nothing)));
        // A panel that comes back may have missed what changed in the meantime.
        else panel.refresh(digit, colours, { values: values || changed.has("panel") });
      }
    },
  };
}

function choose(name) {
  change({ panel: name });
  openPanel(true);
}

const isOpen = () => document.querySelector(".look-panel").classList.contains("open");

/** On a phone the panel lies over the page: open, or down to its head. */
export const openPanel = (open) => document.querySelector(".look-panel").classList.toggle("open", open);
