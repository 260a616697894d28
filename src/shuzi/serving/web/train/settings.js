// What is to be trained: presets, a control for each setting, and an address that holds them all.

import { writeAddress } from "../address.js";
import { make } from "../dom.js";
import { say } from "../words.js";

/** The note's own recipe on a part of MNIST: enough steps for the watchdog, and done within a minute. */
const STICKS = { recipe: "note", seed: 1, images: 3000, epochs: 4, learning_rate: 0.05, batch_size: 100, loss: "mse", scaled: false, filters: 32 };

const PRESETS = {
  sticks: STICKS,
  cure: cureOf(STICKS),
  quick: { recipe: "quick", seed: 0, images: 3000, epochs: 2, learning_rate: 0.07, batch_size: 40, loss: "cross_entropy", scaled: true, filters: 32 },
  standard: { recipe: "standard", seed: 0, images: 6000, epochs: 4, learning_rate: 0.07, batch_size: 200, loss: "cross_entropy", scaled: true, filters: 32 },
};

/** The same with what helps a softmax that is saturated. */
export function cureOf(settings) {
  return { ...settings, loss: "cross_entropy", scaled: true };
}

/** Least, most and step of every setting that is a number; the server checks them again. */
const NUMBERS = {
  seed: [0, 4294967295, 1], images: [100, 59500, 1], epochs: [0.01, 100, "any"], learning_rate: [0.000001, 100, "any"],
  batch_size: [1, 1000, 1], filters: [1, 64, 1],
};
const CHOICES = { recipe: ["note", "quick", "standard"], loss: ["mse", "cross_entropy"], scaled: ["true", "false"] };
const ORDER = ["recipe", "seed", "images", "epochs", "learning_rate", "batch_size", "loss", "scaled", "filters"];

/**
 * Make the form.
 * @param {URLSearchParams} values of the address
 * @param {Record<string, object>} recipes settings of each recipe, as the server has them
 * @param {(list: object[]) => void} onStart with the settings of the trainings that are to start
 */
export function makeSettings(values, recipes, onStart) {
  const controls = Object.fromEntries(ORDER.map((name) => [name, controlOf(name)]));
  const read = () => Object.fromEntries(ORDER.map((name) => [name, valueOf(name, controls[name].value)]));
  const show = (settings) => {
    for (const name of ORDER) controls[name].value = String(settings[name]);
    note();
  };
  const note = () => {
    const settings = read();
    writeAddress("train", settings);
    for (const [name, button] of Object.entries(presets)) button.ariaPressed = String(ORDER.every((each) => PRESETS[name][each] === settings[each]));
  };
  controls.recipe.addEventListener("change", () => {
    const { learning_rate, batch_size, loss, scaled, filters } = recipes[controls.recipe.value];
    show({ ...read(), learning_rate, batch_size, loss, scaled, filters });
  });
  const presets = Object.fromEntries(Object.keys(PRESETS).map((name) => [name, make("button.tool", { type: "button", title: say(`presetAbout_${name}`), onclick: () => show(PRESETS[name]) }, say(`preset_${name}`))]));
  const form = make("form.panel.train-form", { onsubmit: (event) => (event.preventDefault(), onStart([read()])), oninput: () => note() },
    make("h2", {}, say("trainWhat")),
    make("div.train-presets", {}, ...Object.values(presets)),
    make("div.train-controls", {}, ...ORDER.map((name) => make("label", {}, make("span", {}, say(`set_${name}`)), controls[name]))),
    make("p.choice", {},
      make("button.main", { type: "submit" }, say("trainStart")),
      make("button.quiet", { type: "button", onclick: () => (show(PRESETS.sticks), onStart([PRESETS.sticks, PRESETS.cure])) }, say("trainBoth")),
      make("button.quiet", { type: "button", onclick: (event) => copy(event.currentTarget) }, say("share_link"))),
    make("p.hint", {}, say("trainWhere")));
  show(known(values) ?? PRESETS.sticks);
  return { element: form };
}

function controlOf(name) {
  if (CHOICES[name]) return make("select", { id: `set-${name}` }, ...CHOICES[name].map((value) => make("option", { value }, name === "recipe" ? value : say(`set_${name}_${value}`))));
  const [min, max, step] = NUMBERS[name];
  return make("input", { type: "number", id: `set-${name}`, min, max, step, required: true, inputMode: step === 1 ? "numeric" : "decimal" });
}

function valueOf(name, text) {
  if (name === "scaled") return text === "true";
  return CHOICES[name] ? text : Number(text);
}

/** The settings in an address; null if it does not hold them all, or holds some that no control could have. */
function known(values) {
  const settings = {};
  for (const name of ORDER) {
    const text = values.get(name);
    if (text === null || (CHOICES[name] && !CHOICES[name].includes(text))) return null;
    settings[name] = valueOf(name, text);
    if (NUMBERS[name] && !(settings[name] >= NUMBERS[name][0] && settings[name] <= NUMBERS[name][1])) return null;
  }
  return settings;
}

/** Put the address where it can be pasted; without a clipboard, as on plain http, it stands in the address bar anyway. */
async function copy(button) {
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = say("copied");
  } catch {
    button.textContent = say("inAddressBar");
  }
}

/** Settings in one line. */
export function inShort({ recipe, seed, images, epochs, learning_rate: rate, batch_size: batch, loss, scaled, filters }) {
  return say("trainShort", { recipe, seed, images: images.toLocaleString("en"), epochs, rate, batch, loss: say(`set_loss_${loss}`), pixels: say(`set_scaled_${scaled}`), filters });
}
