// The editor of the digit that is chosen: beside the page, or a sheet at the bottom of a phone.

import { announce, make, percent } from "../dom.js";
import { showPixelsSoon } from "../parts/picture.js";
import { changePixels } from "../state.js";
import { say } from "../words.js";
import { join, split } from "./boxes.js";
import { canRedo, canUndo, redo, remove, setDigit, takeIn, undo } from "./edits.js";
import { pixelsOf } from "./pictures.js";
import { choose, session, unsureOf } from "./session.js";

/** The editor of what is chosen; null if nothing is. */
export function editorOf() {
  const { shown: page, chosen: digit } = session;
  if (!digit) return null;
  const mark = page.leftOut.includes(digit);
  const pixels = pixelsOf(digit);
  const canvas = make("canvas.pixels.editor-pixels", { width: 28, height: 28 });
  showPixelsSoon(canvas, pixels);
  const others = digit.alternatives.map((other) => `${other.digit} (${percent(other.confidence)})`).join(say("comma"));
  const labels = Array.from({ length: 10 }, (_, value) =>
    make("button.sample", { type: "button", ariaLabel: say("correctTo", { digit: value }), ariaPressed: String(digit.digit === value), onclick: () => setDigit(page, digit, value) }, String(value)),
  );
  return make("section.editor", { ariaLabel: say("editor") },
    make("div.editor-head", {}, canvas, make("b", {}, String(digit.digit ?? "?")),
      make("span.hint", {}, mark ? say("leftOut") : digit.digit === null ? say("boxEmpty") : digit.named ? say("byYou") : percent(digit.confidence)),
      make("span.editor-steps", {}, ...stepsOf()),
      make("button.quiet.close", { type: "button", ariaLabel: say("close"), onclick: () => choose(null) }, "×")),
    others && !mark ? make("p.hint", {}, say("alternatives", { list: others })) : null,
    make("p", {}, say("correct")),
    make("div.samples", {}, ...labels),
    make("div.tools", {}, ...toolsOf(page, digit, mark)),
    make("a.quiet-link", { href: "#/look", onclick: () => changePixels(pixels) }, say("lookAtThis")),
  );
}

/** On a phone the sheet covers the buttons above the picture, so it has the three that are wanted most. */
function stepsOf() {
  const button = (word, onclick, symbol, disabled) => make("button.quiet", { type: "button", ariaLabel: say(word), title: say(word), onclick, disabled }, symbol);
  const none = !unsureOf([session.shown]).length;
  return [button("undo", undo, "↶", !canUndo()), button("unsureBefore", () => step(-1), "‹", none), button("unsureNext", () => step(1), "›", none)];
}

function toolsOf(page, digit, mark) {
  const button = (word, key, onclick) =>
    make("button.tool", { type: "button", title: key ? say("keyIs", { key }) : "", onclick }, say(word));
  if (mark) return [button("takeIn", "Enter", () => takeIn(page, digit))];
  const next = neighbour(page, digit);
  return [
    button("deleteBox", "Delete", () => remove(page, digit)),
    button("splitBox", "S", () => working(split(page, digit))),
    next ? button("joinBox", "J", () => working(join(page, [digit, next]))) : null,
  ].filter(Boolean);
}

/** The digit on the right of another in its line. */
function neighbour(page, digit) {
  const line = page.lines.find((each) => each.includes(digit));
  return line?.[line.indexOf(digit) + 1] ?? null;
}

/** Wait for a change that asks the reader; say why if it does not work. */
export async function working(change) {
  const told = document.querySelector(".photo-told");
  told.textContent = say("reading");
  try {
    await change;
    told.textContent = "";
  } catch (error) {
    told.textContent = say("failed", { why: error.message });
    announce(told.textContent);
  }
}

/** Buttons to undo and to go from one unsure digit to the next. */
export function makeSteps() {
  const button = (word, key, onclick, symbol) =>
    make("button.tool", { type: "button", title: say("keyIs", { key }), onclick }, make("span.tool-symbol", { ariaHidden: "true" }, symbol), say(word));
  const back = button("undo", "Ctrl+Z", undo, "↶");
  const again = button("redo", "Ctrl+Shift+Z", redo, "↷");
  const before = button("unsureBefore", "P", () => step(-1), "‹");
  const after = button("unsureNext", "N", () => step(1), "›");
  const refresh = () => {
    back.disabled = !canUndo();
    again.disabled = !canRedo();
    before.disabled = after.disabled = !unsureOf([session.shown]).length;
  };
  return { buttons: [back, again, before, after], refresh };
}

/** Choose the next unsure digit of the page, or the one before; after the last comes the first. */
function step(way) {
  const all = session.shown.lines.flat();
  const unsure = unsureOf([session.shown]).map(({ digit }) => digit);
  if (!unsure.length) return;
  const at = all.indexOf(session.chosen);
  const ahead = unsure.filter((digit) => (way > 0 ? all.indexOf(digit) > at : all.indexOf(digit) < at || at < 0));
  choose(ahead.length ? ahead.at(way > 0 ? 0 : -1) : unsure.at(way > 0 ? 0 : -1));
}

/** Do what a key says; returns whether it says anything. */
export function obey(event) {
  const { shown: page, chosen: digit } = session;
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (!page || event.altKey) return false;
  if (control) {
    if (key === "z") (event.shiftKey ? redo : undo)();
    else if (key === "y") redo();
    return key === "z" || key === "y";
  }
  if (key === "n" || key === "p") {
    step(key === "n" ? 1 : -1);
    return true;
  }
  if (!digit) return false;
  const mark = page.leftOut.includes(digit);
  const next = neighbour(page, digit);
  if (/^[0-9]$/.test(key)) setDigit(page, digit, Number(key));
  else if (key === "escape") choose(null);
  else if (mark) return false;
  else if (key === "delete" || key === "backspace") remove(page, digit);
  else if (key === "s") working(split(page, digit));
  else if (key === "j" && next) working(join(page, [digit, next]));
  else return false;
  return true;
}
