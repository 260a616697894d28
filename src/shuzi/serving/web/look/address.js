// The address of Look inside: which digit, which place if one is pinned, and what was done to the network.

import { packOff, packPixels, unpackOff, unpackPixels, writeAddress } from "../address.js";
import { INPUT, within } from "../layers.js";
import { isWhole, WHOLE } from "../network/damage.js";
import { catchUp, change, changePixels, selectedDigit, state } from "../state.js";

const PANELS = ["why", "damage"];

export function readLook(values) {
  takeDigit(values.get("digit"));
  const { layers } = state.network;
  if (values.has("off")) change({ off: unpackOff(values.get("off"), layers) });
  const layer = whole(values.get("layer"), INPUT, layers.length - 1);
  if (layer !== null) {
    const [map, row, column] = (values.get("at") ?? "").split(".").map(Number);
    change({ focus: within({ layer, map, row, column }), pinned: true, following: false });
  }
  if (PANELS.includes(values.get("panel"))) change({ panel: values.get("panel") });
  const rival = whole(values.get("rival"), 0, 9);
  if (rival !== null) change({ rival });
  if (values.has("noise") || values.has("temperature")) change({ damage: damageIn(values, layers) });
}

/** A digit that was drawn here stays as it was drawn; one from elsewhere comes as pixels. */
function takeDigit(text) {
  if (!text) return;
  const known = state.digits.findIndex(({ pixels }) => packPixels(pixels) === text);
  if (known >= 0) {
    change({ selected: known });
    return;
  }
  const pixels = unpackPixels(text);
  if (pixels) changePixels(pixels);
}

function damageIn(values, layers) {
  const [noise, seed, layer] = (values.get("noise") ?? "").split(",").map(Number);
  const temperature = Number(values.get("temperature") ?? 1);
  return {
    noise: noise > 0 && noise <= 2 ? noise : 0,
    seed: Number.isInteger(seed) && seed > 0 ? seed : WHOLE.seed,
    layer: layers[layer]?.kernel ? layer : null,
    temperature: temperature >= 0.1 && temperature <= 10 ? temperature : 1,
  };
}

function whole(text, least, most) {
  const value = Number(text === null || text === "" ? NaN : text);
  return Number.isInteger(value) && value >= least && value <= most ? value : null;
}

let writing = 0;

/** Browsers allow a hundred changes of the address in half a minute. */
export function rememberLook() {
  clearTimeout(writing);
  writing = setTimeout(writeLook, 300);
}

/** Write now what one sees, for whoever asks for the address before its time has come. */
export function writeLook() {
  clearTimeout(writing);
  if (!location.hash.startsWith("#/look")) return;
  catchUp();
  const digit = selectedDigit();
  const { layer, map, row, column } = state.focus;
  const { noise, seed, layer: noisy, temperature } = state.damage;
  writeAddress("look", {
    digit: digit ? packPixels(digit.pixels) : null,
    layer: state.pinned ? layer : null,
    at: state.pinned ? `${map}.${row}.${column}` : null,
    off: packOff(state.off, state.network.layers),
    noise: noise ? [noise, seed, ...(noisy === null ? [] : [noisy])].join(",") : null,
    temperature: temperature === 1 ? null : temperature,
    panel: PANELS.includes(state.panel) ? state.panel : null,
    rival: state.rival,
    model: state.network.name === state.served ? null : state.network.name,
  });
}

/** What was damaged is whole again. */
export const undoDamage = () => change({ off: new Map(), damage: WHOLE });

/** How many channels are silent, and whether anything was damaged. */
export function damageNow() {
  const off = [...state.off.values()].reduce((sum, channels) => sum + channels.size, 0);
  return { off, any: off > 0 || !isWhole(state.damage) };
}
