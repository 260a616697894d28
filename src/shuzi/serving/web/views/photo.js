// Read a photo: drop it, paste it or take it; boxes over the page; what is wrong is corrected with a click.

import { announce, make, percent } from "../dom.js";
import { makeLabels } from "../parts/labels.js";
import { showPixels } from "../parts/picture.js";
import { changePixels, state, watch } from "../state.js";
import { say } from "../words.js";

/** What was read last; kept while one goes from view to view. */
let page = null;
let chosen = null;
/** Whether digits in print belong to the answer, also where the page holds handwriting. */
let printedToo = false;
/** The file it was read from, and the name of the model that read it. */
let source = null;
let reader = null;
/** Reads another page of that file, by its number. */
let turnTo = null;

export function open(main) {
  const input = make("input.unseen", { type: "file", accept: "image/*,application/pdf", id: "file", onchange: () => take(input.files[0]) });
  const camera = make("input.unseen", { type: "file", accept: "image/*", id: "camera", onchange: () => take(camera.files[0]) });
  camera.setAttribute("capture", "environment");
  const drop = make("section.drop", {},
    make("p", {}, say("photoAbout")),
    make("div.drop-buttons", {}, input, make("label.button", { htmlFor: "file" }, say("chooseFile")), camera, make("label.quiet.camera", { htmlFor: "camera" }, say("takePhoto"))),
  );
  const result = make("section.photo", { ariaBusy: "false" });
  main.append(make("h1.unseen", {}, say("view_photo")), drop, result);

  async function take(file, number = 1) {
    if (!file) return;
    result.ariaBusy = "true";
    result.replaceChildren(make("p.loading", { role: "status" }, say("reading")));
    try {
      reader = state.network.name;
      page = await read(file, number);
      source = file;
      chosen = null;
      show(result);
    } catch (error) {
      page = null;
      result.replaceChildren(make("p.problem", { role: "alert" }, say("failed", { why: error.message })));
    }
    result.ariaBusy = "false";
  }
  turnTo = (number) => take(source, number);
  const paste = (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/") || type === "application/pdf");
    if (file) take(file);
  };
  const over = (event) => {
    event.preventDefault();
    drop.classList.toggle("over", event.type === "dragover");
  };
  const dropped = (event) => {
    over(event);
    take(event.dataTransfer.files[0]);
  };
  const listeners = { paste, dragover: over, dragleave: over, drop: dropped };
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
  /** Another model reads the photo again, unless that would undo what somebody corrected. */
  const refresh = () => {
    const corrected = page?.lines.some(({ digits }) => digits.some((digit) => digit.corrected));
    if (page && reader !== state.network.name && !corrected) take(source, page.page ?? 1);
    else if (page) show(result);
  };
  const unwatch = watch((changed) => changed.has("network") && refresh());
  if (page) refresh();
  return () => {
    unwatch();
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener);
  };
}

async function read(file, number) {
  const form = new FormData();
  form.append("file", file, file.name || "photo");
  const answer = await fetch(`/api/look?name=${encodeURIComponent(state.network.name)}&page=${number}`, { method: "POST", body: form });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}

/** The digits of a line that belong to the answer: those in print only where they are wanted, or there are no others. */
function toldIn(line) {
  const all = printedToo || page.lines.every(({ digits }) => digits.every(({ printed }) => printed));
  return line.digits.filter(({ printed }) => all || !printed);
}

/** The lines that hold something of the answer. */
const toldLines = () => page.lines.map(toldIn).filter((told) => told.length);

function show(result) {
  const digits = page.lines.flatMap((line) => line.digits);
  const told = toldLines();
  const unsure = told.flat().filter(({ sure }) => !sure).length;
  const side = make("div.photo-side", {},
    pagesOf(),
    make("h2", {}, say("numbers")),
    told.length ? make("ol.numbers-read", {}, ...told.map(lineOf)) : make("p.hint", {}, say("noDigit")),
    unsure ? make("p.hint", {}, say("unsureCount", { count: unsure })) : null,
    printChoice(digits, result),
    make("div.tools", {},
      make("button.quiet", { type: "button", onclick: () => save("csv", toCsv()) }, say("downloadCsv")),
      make("button.quiet", { type: "button", onclick: () => save("json", toJson()) }, say("downloadJson"))),
  );
  if (chosen) side.prepend(editorOf(chosen, result));
  result.replaceChildren(pictureOf(result, digits), side);
}

/** Which page this is, and the ways to its neighbours, where a file has several. */
function pagesOf() {
  if (!(page.pages > 1)) return null;
  const to = (number, words) =>
    make("button.quiet", { type: "button", disabled: number < 1 || number > page.pages, onclick: () => turnTo(number) }, say(words));
  return make("div.tools", {},
    to(page.page - 1, "pageBefore"),
    make("span", {}, say("pageOf", { number: page.page, count: page.pages })),
    to(page.page + 1, "pageAfter"),
  );
}

function pictureOf(result, digits) {
  const boxes = digits.map((digit) => {
    const [x, y, width, height] = digit.box;
    const words = say("boxLabel", { digit: digit.digit, percent: percent(digit.confidence) });
    const label = [words, digit.sure ? null : say("unsure"), digit.printed ? say("printed") : null].filter(Boolean).join(", ");
    const box = make("button.box", { type: "button", ariaLabel: label, title: label, onclick: () => choose(result, digit) }, make("b", {}, String(digit.digit)));
    Object.assign(box.style, {
      left: `${(100 * x) / page.width}%`,
      top: `${(100 * y) / page.height}%`,
      width: `${(100 * width) / page.width}%`,
      height: `${(100 * height) / page.height}%`,
    });
    box.classList.toggle("unsure", !digit.sure);
    box.classList.toggle("printed", digit.printed);
    box.classList.toggle("corrected", Boolean(digit.corrected));
    box.classList.toggle("chosen", digit === chosen);
    return box;
  });
  const image = make("img", { src: `data:image/jpeg;base64,${page.picture}`, alt: say("photoPage") });
  return make("div.photo-page", {}, image, ...boxes);
}

function choose(result, digit) {
  chosen = digit === chosen ? null : digit;
  show(result);
  result.querySelector(".editor button")?.focus({ preventScroll: true });
}

/** A box to tick where a page holds handwriting and print. */
function printChoice(digits, result) {
  const count = digits.filter(({ printed }) => printed).length;
  if (!count || count === digits.length) return null;
  const tick = make("input", { type: "checkbox", checked: printedToo, onchange: () => choosePrint(tick.checked, result) });
  return make("label.print-choice", {}, tick, ` ${say("printedToo", { count })}`);
}

function choosePrint(wanted, result) {
  printedToo = wanted;
  show(result);
  result.querySelector(".print-choice input").focus({ preventScroll: true });
}

const lineOf = (told) =>
  make("li", {}, ...told.map((digit) => make(digit.sure ? "span" : "span.unsure", {}, String(digit.digit))));

function editorOf(digit, result) {
  const pixels = Uint8Array.from(atob(digit.pixels), (c) => c.charCodeAt(0));
  const canvas = make("canvas.pixels.editor-pixels", { width: 28, height: 28 });
  requestAnimationFrame(() => showPixels(canvas, pixels));
  const others = digit.alternatives.map((other) => `${other.digit} (${percent(other.confidence)})`).join(", ");
  const labels = makeLabels({ pixels: () => pixels, onKept: (label, kept) => corrected(digit, label, kept, result) });
  labels.refresh(digit.digit, digit.corrected);
  return make("div.editor", {},
    make("div.editor-head", {}, canvas, make("b", {}, String(digit.digit)), make("span.hint", {}, digit.corrected ? "" : percent(digit.confidence))),
    others && !digit.corrected ? make("p.hint", {}, say("alternatives", { list: others })) : null,
    make("p", {}, say("correct")),
    labels.element,
    make("a.quiet-link", { href: "#/look", onclick: () => changePixels(pixels) }, say("lookAtThis")),
  );
}

function corrected(digit, label, kept, result) {
  // Whoever keeps a digit to learn a hand from says that a hand wrote it.
  Object.assign(digit, { digit: label, confidence: 1, sure: true, alternatives: [], printed: false });
  digit.corrected = say("corrected", { digit: label, folder: kept.folder });
  announce(digit.corrected);
  show(result);
}

function toJson() {
  const { picture, lines, ...rest } = page;
  const plain = lines.map((line) => ({ text: toldIn(line).map(({ digit }) => digit).join(""), digits: line.digits.map(({ pixels, corrected, ...digit }) => ({ ...digit, corrected: Boolean(corrected) })) }));
  return JSON.stringify({ ...rest, lines: plain }, null, 2);
}

/** The columns of `shuzi read --csv`. */
function toCsv() {
  const rows = [["file", "page", "line", "position", "digit", "confidence", "sure", "printed", "x", "y", "width", "height"]];
  const yes = (value) => (value ? "yes" : "no");
  toldLines().forEach((told, at) =>
    told.forEach(({ digit, confidence, sure, printed, box }, place) => rows.push([quoted(page.file), page.page ?? "", at + 1, place + 1, digit, confidence, yes(sure), yes(printed), ...box])),
  );
  return `${rows.map((row) => row.join(",")).join("\r\n")}\r\n`;
}

/** A name for a cell; one that a spreadsheet would take for a formula gets an apostrophe before it. */
const quoted = (text) => `"${(text ?? "").replace(/^([=+\-@\t\r])/, "'$1").replaceAll('"', '""')}"`;

function save(ending, text) {
  const address = URL.createObjectURL(new Blob([text], { type: ending === "csv" ? "text/csv" : "application/json" }));
  const name = (page.file ?? "photo").replace(/\.\w+$/, "");
  make("a", { href: address, download: `${name}.${ending}` }).click();
  URL.revokeObjectURL(address);
}
