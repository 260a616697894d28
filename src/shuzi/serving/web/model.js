// The server's models, each fetched once, and which one the page uses: one for all views, chosen by name, remembered by the
// browser, and left with one click.

import { answerOf, ask, reach } from "./ask.js";
import { WHOLE } from "./network/damage.js";
import { Network } from "./network/network.js";
import { change, state } from "./state.js";

const KEPT = "shuzi.model";

/** Load the model that an address names, or else the one that was chosen before. */
export async function openModel(named) {
  const { models } = await ask(new URL("../api/models", import.meta.url));
  state.served = models[0].name;
  const kept = localStorage.getItem(KEPT);
  // A run may have been removed since it was chosen; an address that names one that is gone is a mistake to be told.
  const known = models.some(({ name }) => name === kept) ? kept : null;
  await load(named ?? known ?? state.served);
}

/** Use a model from now on, in every view. */
export async function useModel(name) {
  await load(name);
  if (name === state.served) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, name);
}

async function load(name) {
  const network = await loadNetwork(name === state.served ? null : name);
  // Another network may have fewer layers, and other filters in them.
  const fresh = state.network ? { off: new Map(), damage: WHOLE, focus: { layer: 0, map: 0, row: 0, column: 0 }, pinned: false, following: true, rival: null } : {};
  change({ network, ...fresh });
}

const loaded = new Map();

/** Fetch a model once; null is the one that the server was started with. */
export function loadNetwork(name = null) {
  if (!loaded.has(name)) {
    const promise = fetchNetwork(name);
    promise.catch(() => loaded.delete(name));
    loaded.set(name, promise);
  }
  return loaded.get(name);
}

async function fetchNetwork(name) {
  const query = name === null ? "" : `?name=${encodeURIComponent(name)}`;
  // From where this file lies: a site may hold the page in a folder.
  const [model, weights] = await Promise.all(["model", "weights"].map((what) => reach(new URL(`../api/${what}${query}`, import.meta.url))));
  if (!model.ok || !weights.ok) await answerOf(model.ok ? weights : model);
  return new Network(await model.json(), await weights.arrayBuffer());
}
