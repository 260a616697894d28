// Which view is shown: the address says it; and what stands above all of them.

import { readAddress } from "./address.js";
import { ownClasses } from "./classes.js";
import { make } from "./dom.js";
import { keepDrawing } from "./kept.js";
import { openModel, useModel } from "./model.js";
import { openStrip } from "./parts/strip.js";
import { state, watch } from "./state.js";
import * as compare from "./views/compare.js";
import * as form from "./views/form.js";
import * as look from "./views/look.js";
import * as needsDigits from "./views/needs-digits.js";
import * as photo from "./views/photo.js";
import * as runs from "./views/runs.js";
import * as teach from "./views/teach.js";
import * as train from "./views/train.js";
import * as write from "./views/write.js";
import { currentLanguage, say, switchLanguage, translate } from "./words.js";

/** A site that only hands out files shows the views that ask no server for anything. */
const ALLOWED = document.documentElement.dataset.views?.split(" ");

/** Each has open(main, values), which returns a function that closes it, whether the strip belongs to it, and whether it needs digits. */
const VIEWS = Object.fromEntries(Object.entries({
  write: { ...write, strip: true },
  look: { ...look, strip: true },
  photo: { ...photo, digits: true },
  form: { ...form, digits: true },
  teach: { ...teach, digits: true },
  train,
  compare,
  runs,
}).filter(([name]) => !ALLOWED || ALLOWED.includes(name)));
const [FIRST] = Object.keys(VIEWS);

const main = document.getElementById("main");
let shown = null;
let close = () => {};
/** The network that the view was opened with. */
let network = null;

function show({ focus = true } = {}) {
  const { view, values } = readAddress();
  const name = VIEWS[view] ? view : FIRST;
  close();
  document.title = `${say(`view_${name}`)} · shuzi 數字`;
  for (const tab of document.querySelectorAll("#tabs a")) {
    if (tab.dataset.view === name) tab.ariaCurrent = "page";
    else tab.removeAttribute("aria-current");
  }
  showTab();
  main.className = `view-${name}`;
  main.replaceChildren();
  const closeStrip = VIEWS[name].strip ? openStrip(document.getElementById("strip")) : () => {};
  const lacks = VIEWS[name].digits && ownClasses(state.network.model);
  const closeView = lacks ? needsDigits.open(main, name) : VIEWS[name].open(main, values);
  close = () => {
    closeView();
    closeStrip();
  };
  if (focus && shown !== null && shown !== name) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  shown = name;
  network = state.network;
}

/** On a phone not all tabs have room; the active one comes into view. */
function showTab() {
  const tabs = document.getElementById("tabs");
  const [all, tab] = [tabs, tabs.querySelector("[aria-current]")].map((element) => element.getBoundingClientRect());
  tabs.scrollLeft += tab.left + tab.width / 2 - (all.left + all.width / 2);
}

function drawHeader() {
  document.getElementById("tabs").replaceChildren(
    ...Object.keys(VIEWS).map((name) => make("a", { href: `#/${name}`, data: { view: name } }, say(`view_${name}`))),
  );
  const button = document.getElementById("language");
  button.textContent = say("otherLanguage");
  button.lang = currentLanguage() === "en" ? "zh-Hant" : "en";
  drawModelBar();
  translate();
}

/** Say which model is in use where it is not the one that is served, and lead back to that. */
function drawModelBar() {
  const bar = document.getElementById("model-bar");
  bar.hidden = !state.network || state.network.name === state.served;
  if (bar.hidden) return;
  const back = make("button.quiet", { type: "button", onclick: () => useModel(state.served) }, say("backTo", { model: state.served }));
  bar.replaceChildren(make("span", {}, say("inUse")), make("b", {}, state.network.name), back);
}

document.getElementById("language").addEventListener("click", () => {
  switchLanguage();
  drawHeader();
  show({ focus: false });
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener("hashchange", () => show());

drawHeader();
try {
  await openModel(readAddress().values.get("model"));
  drawModelBar();
  keepDrawing();
  show();
  watch((changed) => {
    if (!changed.has("network") || state.network === network) return;
    drawModelBar();
    // Writing and looking inside are built from the network's layers; the other views look for themselves.
    const turned = Boolean(ownClasses(network?.model)) !== Boolean(ownClasses(state.network.model));
    if (VIEWS[shown].strip || turned) show({ focus: false });
    network = state.network;
  });
} catch (error) {
  main.replaceChildren(make("p.problem", { role: "alert" }, say("failed", { why: error.message })));
}
document.documentElement.dataset.ready = state.network ? "yes" : "no";
