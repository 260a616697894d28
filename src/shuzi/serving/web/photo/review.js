// The review: every unsure digit of all pages, large and in its line, and one key for each.

import { make, percent } from "../dom.js";
import { bitmapOf } from "../files/page-picture.js";
import { say } from "../words.js";
import { canUndo, remove, setDigit, undo } from "./edits.js";
import { around } from "../lines.js";
import { listen, readPages, session, unsureOf } from "./session.js";

/** Of a digit's longer side: so much of its surroundings is shown with it. */
const BESIDE = 0.5;
const CROP = 260;
const LINE_HEIGHT = 84;

/** Open it over the page. */
export function openReview() {
  const dialog = make("dialog.review", { ariaLabel: say("reviewTitle") });
  /** Digits to come back to later. */
  const later = new Set();
  let at = null;
  const left = () => unsureOf(readPages());

  const next = () => {
    const all = left();
    const open = all.filter(({ digit }) => !later.has(digit));
    if (!open.length) later.clear();
    at = open[0] ?? all[0] ?? null;
    draw(all.length);
  };
  const name = (value) => setDigit(at.page, at.digit, value);
  const skip = () => {
    later.add(at.digit);
    next();
  };
  const back = () => {
    undo();
    // What was undone is asked once more.
    const found = left().find(({ digit }) => digit === session.chosen);
    if (found) later.delete(found.digit);
    at = found ?? at;
    draw(left().length);
  };

  function draw(count) {
    const button = (word, key, onclick, kind = "button.quiet") => make(kind, { type: "button", title: say("keyIs", { key }), onclick }, say(word));
    const head = make("div.review-head", {},
      make("b", { role: "status" }, count ? say("reviewLeft", { count }) : say("reviewDone")),
      make("button.tool", { type: "button", disabled: !canUndo(), title: say("keyIs", { key: "Ctrl+Z" }), onclick: back }, say("undo")),
      make("button.tool", { type: "button", onclick: () => dialog.close() }, say("close")));
    if (!at) {
      dialog.replaceChildren(head);
      return dialog.focus();
    }
    const crop = make("canvas.review-crop", { width: CROP, height: CROP });
    const line = make("canvas.review-line", { width: 1, height: LINE_HEIGHT });
    const guess = at.digit.digit === null ? say("boxEmpty") : say("reviewGuess", { digit: at.digit.digit, percent: percent(at.digit.confidence) });
    dialog.replaceChildren(head, crop, line,
      make("p", {}, guess, make("span.hint", {}, ` ${at.page.name}`)),
      make("div.samples", {}, ...Array.from({ length: 10 }, (_, value) =>
        make("button.sample", { type: "button", ariaLabel: say("correctTo", { digit: value }), ariaPressed: String(value === at.digit.digit), onclick: () => name(value) }, String(value)))),
      make("div.tools", {},
        at.digit.digit === null ? null : button("reviewRight", "Enter", () => name(at.digit.digit), "button.main"),
        button("deleteBox", "Delete", () => remove(at.page, at.digit)),
        button("reviewLater", "→", skip)),
      make("p.hint.review-keys", {}, say("reviewKeys")));
    paint(at, crop, line);
    // Whatever had the focus is gone; the keys are the dialog's.
    dialog.focus();
  }

  dialog.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    const control = event.ctrlKey || event.metaKey;
    if (control && key === "z") back();
    else if (!at || control || event.altKey) return;
    else if (/^[0-9]$/.test(key)) name(Number(key));
    else if (key === "enter" && at.digit.digit !== null && event.target === dialog) name(at.digit.digit);
    else if (key === "delete" || key === "backspace") remove(at.page, at.digit);
    else if (key === "arrowright") skip();
    else return;
    event.preventDefault();
  });
  const unlisten = listen((what) => {
    if (what === "page") next();
  });
  dialog.addEventListener("close", () => {
    unlisten();
    dialog.remove();
  });
  // A language, or another view, may be chosen by the browser's buttons meanwhile.
  addEventListener("hashchange", () => dialog.close(), { once: true });
  document.getElementById("main").append(dialog);
  dialog.tabIndex = -1;
  dialog.showModal();
  next();
}

/** Draw the digit and its line; the picture of a page that is not at hand takes a moment. */
async function paint({ page, line, digit }, crop, strip) {
  const bitmap = await bitmapOf(page);
  const scale = bitmap.width / page.width;
  const [x, y, width, height] = digit.box;
  const side = Math.max(width, height) * (1 + 2 * BESIDE);
  const square = [x + width / 2 - side / 2, y + height / 2 - side / 2, side, side];
  part(crop, bitmap, square, scale, digit.box);
  const [left, top, whole, tall] = around(line.map(({ box }) => box));
  const room = 0.3 * tall;
  const wide = [left - room, top - room, whole + 2 * room, tall + 2 * room];
  strip.width = Math.round(Math.min(1600, (LINE_HEIGHT * wide[2]) / wide[3]));
  part(strip, bitmap, wide, scale, digit.box);
}

function part(canvas, bitmap, [x, y, width, height], scale, marked) {
  const context = canvas.getContext("2d");
  const factor = canvas.width / width;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, x * scale, y * scale, width * scale, height * scale, 0, 0, canvas.width, canvas.height);
  context.strokeStyle = "#a3420c";
  context.lineWidth = 2;
  context.strokeRect((marked[0] - x) * factor, (marked[1] - y) * factor, marked[2] * factor, marked[3] * factor);
}
