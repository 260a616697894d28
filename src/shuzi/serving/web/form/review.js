// The review: every unsure field of all sheets, large, and a key for each digit.

import { make, percent } from "../dom.js";
import { bitmapOf } from "../files/page-picture.js";
import { nameOf } from "../files/queue.js";
import { say } from "../words.js";
import { answerIn, canTakeBack, setText, takeBack, textOf, unsureOf } from "./answers.js";
import { misfit, wrongSum } from "./rules.js";
import { listen, session } from "./session.js";

const WIDTH = 680;
const HEIGHT = 240;
/** Of a field's height: so much of its surroundings is shown at least. */
const BESIDE = 0.5;
/** Digits that can be typed. */
const MOST = 40;

/** Open it over the page, at a field or at the first unsure one. */
export function openReview(first = null) {
  const dialog = make("dialog.review.form-review", { ariaLabel: say("formReviewTitle") });
  /** Fields to come back to later, and those that were seen, to go back to. */
  const later = new Set();
  const seen = [];
  let at = first;
  /** What was typed; null while what was read stands. */
  let typed = null;
  /** The value whose warning was shown. */
  let warned = null;

  const keyOf = ({ sheet, field }) => `${session.sheets.indexOf(sheet)} ${field.id}`;
  const go = (item) => {
    if (at) seen.push(at);
    show(item);
  };
  const show = (item) => {
    at = item;
    typed = warned = null;
    draw();
  };
  const next = () => {
    const all = unsureOf();
    const open = all.filter((item) => !later.has(keyOf(item)));
    if (!open.length) later.clear();
    const here = at ? keyOf(at) : null;
    // On from where one is; those before it that were left come last.
    const place = all.findIndex((item) => keyOf(item) === here);
    const list = open.length ? open : all.filter((item) => keyOf(item) !== here);
    go(list.find((item) => all.indexOf(item) > place) ?? list[0] ?? (place < 0 ? null : all[place]));
  };
  const value = () => typed ?? textOf(at.sheet, at.field);
  const wrongNow = (text) =>
    misfit(at.field, text) ?? wrongSum(at.field, (id) => (id === at.field.id ? text : textOf(at.sheet, session.fields.find((field) => field.id === id))));
  const accept = () => {
    const text = value();
    // What breaks a rule is kept only if it is meant: it is said once, and accepted the second time.
    if (wrongNow(text) && warned !== text) {
      warned = text;
      return draw();
    }
    later.delete(keyOf(at));
    setText(at.sheet, at.field, text);
    next();
  };
  const type = (digit) => {
    typed = typed === null ? digit : `${typed}${digit}`.slice(0, MOST);
    warned = null;
    // A field that is full is done.
    if (typed.length === at.field.digits[1] && !wrongNow(typed)) return accept();
    draw();
  };
  const erase = () => {
    typed = value().slice(0, -1);
    draw();
  };
  const skip = () => {
    later.add(keyOf(at));
    next();
  };
  const back = () => {
    const before = seen.pop();
    if (before) show(before);
  };
  const undo = () => {
    if (canTakeBack()) show(takeBack());
  };

  function draw() {
    const count = unsureOf().length;
    const head = make("div.review-head", {},
      make("b", { role: "status" }, count ? say("reviewLeft", { count }) : say("reviewDone")),
      make("button.tool", { type: "button", disabled: !canTakeBack(), title: say("keyIs", { key: "Ctrl+Z" }), onclick: undo }, say("undo")),
      make("button.tool", { type: "button", title: say("keyIs", { key: "Esc" }), onclick: () => dialog.close() }, say("close")));
    if (!at) {
      dialog.replaceChildren(head);
      return dialog.focus();
    }
    const { sheet, field } = at;
    const { text, confidence, corrected, review } = answerIn(sheet, field);
    const crop = make("canvas.field-crop", { width: WIDTH, height: HEIGHT });
    const wrong = wrongNow(value());
    const read = corrected ? say("byYou") : text ? say("formReadAs", { text, percent: percent(confidence) }) : say("formReadNothing");
    const reason = typed === null && review ? review : wrong;
    // That it is empty is said already.
    const why = reason && (text || typed !== null || reason.word !== "formEmpty") ? say(reason.word, reason.values) : "";
    const key = (digit) => make("button.sample", { type: "button", ariaLabel: say("formType", { digit }), onclick: () => type(digit) }, digit);
    dialog.replaceChildren(head,
      make("div.field-head", {}, make("h2", {}, field.name), make("span.hint", {}, nameOf(sheet))),
      crop,
      make("output.field-value", { className: `field-value${wrong ? " wrong" : ""}`, ariaLabel: say("formValue") }, value() || "–"),
      make("p.field-why", { role: "status" }, make(wrong ? "span.problem" : "span", {}, why ? say("formBecause", { read, why }) : read), warned !== null && wrong ? make("b.again", {}, `${say("sentenceGap")}${say("formAgain")}`) : null),
      make("div.samples", {}, ...[..."1234567890"].map(key)),
      make("div.tools", {},
        make("button.main", { type: "button", title: say("keyIs", { key: "Enter" }), onclick: accept }, say("formAccept")),
        make("button.quiet", { type: "button", title: say("keyIs", { key: "Backspace" }), onclick: erase }, say("formErase")),
        make("button.quiet", { type: "button", disabled: !seen.length, title: say("keyIs", { key: "←" }), onclick: back }, say("formBack")),
        make("button.quiet", { type: "button", title: say("keyIs", { key: "→" }), onclick: skip }, say("reviewLater"))),
      make("p.hint.review-keys", {}, say("formKeys")));
    paint(sheet, field, crop);
    // Whatever had the focus is gone; the keys are the dialog's.
    dialog.focus();
  }

  dialog.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z") undo();
    else if (!at || control || event.altKey) return;
    else if (/^[0-9]$/.test(event.key)) type(event.key);
    else if (event.key === "Enter" && event.target === dialog) accept();
    else if (event.key === "Backspace") erase();
    else if (event.key === "Delete") {
      typed = "";
      draw();
    } else if (event.key === "ArrowRight") skip();
    else if (event.key === "ArrowLeft") back();
    else return;
    event.preventDefault();
  });
  // Sheets that are read meanwhile join in.
  const unlisten = listen((what) => {
    if (what !== "sheets") return;
    if (at && !session.sheets.includes(at.sheet)) at = null;
    if (!at && unsureOf().length) next();
  });
  dialog.addEventListener("close", () => {
    unlisten();
    dialog.remove();
    // The table was made anew meanwhile, and with it the button that opened this.
    document.querySelector(".form-queue button")?.focus({ preventScroll: true });
  });
  addEventListener("hashchange", () => dialog.close(), { once: true });
  document.getElementById("main").append(dialog);
  dialog.tabIndex = -1;
  dialog.showModal();
  if (at) draw();
  else next();
}

/** Draw the field with what stands around it; the picture of a sheet that is not at hand takes a moment. */
async function paint(sheet, field, canvas) {
  const bitmap = await bitmapOf(sheet);
  const scale = bitmap.width / session.page.width;
  const [x, y, width, height] = field.box.map((side) => side * scale);
  const factor = Math.min(HEIGHT / (height * (1 + 2 * BESIDE)), WIDTH / (width + 2 * BESIDE * height));
  const [left, top] = [x + width / 2 - WIDTH / 2 / factor, y + height / 2 - HEIGHT / 2 / factor];
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, left, top, WIDTH / factor, HEIGHT / factor, 0, 0, WIDTH, HEIGHT);
  context.strokeStyle = "#1f5fa8";
  context.lineWidth = 2;
  context.strokeRect((x - left) * factor - 3, (y - top) * factor - 3, width * factor + 6, height * factor + 6);
}
