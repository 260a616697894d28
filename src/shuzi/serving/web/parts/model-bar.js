// Says which model is in use where it is not the one that is served, and leads back to that.

import { make } from "../dom.js";
import { useModel } from "../model.js";
import { state } from "../state.js";
import { say } from "../words.js";

export function drawModelBar(bar) {
  bar.hidden = !state.network || state.network.name === state.served;
  if (bar.hidden) return;
  const back = make("button.quiet", { type: "button", onclick: () => useModel(state.served) }, say("backTo", { model: state.served }));
  bar.replaceChildren(make("span", {}, say("inUse")), make("b", {}, state.network.name), back);
}
