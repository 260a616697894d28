// Forms: draw the fields of a sheet once, drop its filled copies, go through what is unsure, and save one table.

import { make } from "../dom.js";
import { makeBoard } from "../form/board.js";
import { addPrinted, canRedo, canUndo, copy, place, redo, remove, setFilled, undo } from "../form/edits.js";
import { editorOf } from "../form/field-editor.js";
import { isForm, openFiles, turnTo } from "../form/opening.js";
import { resultsOf } from "../form/results.js";
import { problemOf } from "../form/rules.js";
import { isUnsaved, saveForm } from "../form/saving.js";
import { choose, chosenField, goTo, listen, session } from "../form/session.js";
import { enqueue, readAgain } from "../form/sheets.js";
import { watch } from "../state.js";
import { say } from "../words.js";

export function open(main) {
  const steps = make("div.form-steps", { role: "group", ariaLabel: say("formSteps") });
  const told = make("p.problem", { role: "alert" });
  const stepPlace = make("div.form-step");
  main.append(make("h1.unseen", {}, say("view_form")), steps, told, stepPlace);
  let shown = null;
  let refreshStep = () => {};

  const refresh = (what) => {
    steps.replaceChildren(...["fields", "sheets"].map(stepButton));
    told.textContent = session.problem;
    told.hidden = !session.problem;
    const kind = session.step === "sheets" ? "sheets" : session.page ? "fields" : "empty";
    if (kind !== shown || what === "step") {
      shown = kind;
      const step = { empty: emptyStep, fields: fieldsStep, sheets: sheetsStep }[kind]();
      stepPlace.replaceChildren(step.element);
      refreshStep = step.refresh;
      if (kind === "sheets") readAgain();
    }
    refreshStep(what);
    main.classList.toggle("editing", kind === "fields" && session.chosen !== null);
  };
  const onKey = (event) => {
    if (session.step !== "fields" || !session.page || event.target.closest?.("dialog, select, input:not([type=checkbox]):not([type=file])")) return;
    if (obey(event)) event.preventDefault();
  };
  const over = (event) => {
    event.preventDefault();
    main.querySelector(".drop")?.classList.toggle("over", event.type === "dragover");
  };
  const listeners = {
    keydown: onKey,
    paste: (event) => take([...(event.clipboardData?.files ?? [])]),
    dragover: over,
    dragleave: over,
    drop: (event) => {
      over(event);
      take([...event.dataTransfer.files]);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
  // What was drawn and said lives in this page alone.
  const leaving = (event) => {
    if (isUnsaved()) event.preventDefault();
  };
  addEventListener("beforeunload", leaving);
  const unlisten = listen(refresh);
  const unwatch = watch((changed) => changed.has("network") && readAgain());
  refresh("step");
  return () => {
    unlisten();
    unwatch();
    removeEventListener("beforeunload", leaving);
    main.classList.remove("editing");
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener);
  };
}

/** Files are the example or the form while fields are drawn, and filled sheets after that; a form file is always a form. */
function take(files) {
  if (!files.length) return;
  if (files.some(isForm)) {
    openFiles(files);
    if (session.step !== "fields") goTo("fields");
    return;
  }
  // Whoever drops many pictures at once on a form that is ready means sheets.
  if (session.step === "fields" && files.length > 1 && isReady()) goTo("sheets");
  if (session.step === "fields") openFiles(files);
  else enqueue(files);
}

const isReady = () => session.page && session.fields.length > 0 && !problemOf(session.fields);

function stepButton(step) {
  const button = make("button.panel-tab", { type: "button", disabled: step === "sheets" && session.step === "fields" && !isReady(), onclick: () => goTo(step) }, say(`formStep_${step}`, { count: session.fields.length }));
  button.ariaPressed = String(session.step === step);
  return button;
}

function chooser(id, accept, { multiple = false, camera = false } = {}) {
  const input = make("input.unseen", {
    type: "file", accept, multiple, id,
    onchange: () => {
      take([...input.files]);
      // The same file may be chosen once more.
      input.value = "";
    },
  });
  if (camera) {
    input.setAttribute("capture", "environment");
    input.hidden = !matchMedia("(pointer: coarse)").matches;
  }
  return input;
}

function emptyStep() {
  const status = make("p.hint", { role: "status" });
  const element = make("section.drop", {},
    make("p", {}, say("formAbout")),
    make("ol.form-way", {}, ...["formWay_draw", "formWay_drop", "formWay_review"].map((word) => make("li", {}, say(word)))),
    make("div.drop-buttons", {},
      chooser("form-example", "image/*,application/pdf"), make("label.button", { htmlFor: "form-example" }, say("formChoosePage")),
      chooser("camera", "image/*", { camera: true }), make("label.quiet.camera", { htmlFor: "camera" }, say("takePhoto")),
      chooser("form-file", ".toml,image/*", { multiple: true }), make("label.quiet", { htmlFor: "form-file" }, say("formOpen"))),
    status);
  return { element, refresh: () => (status.textContent = session.opening ? say("reading") : "") };
}

function fieldsStep() {
  const board = makeBoard();
  const bar = make("div.tools");
  const editor = make("div.editor-place");
  const rest = make("div.photo-side-rest");
  const element = make("section.photo", {},
    make("div.photo-work", {}, bar, make("p.hint", {}, say("formDrawAbout"), make("span.review-keys", {}, `${say("sentenceGap")}${say("formDrawKeys")}`)), board.element),
    make("div.photo-side", {}, editor, rest));
  let edited = null;
  const refresh = (what) => {
    if (what !== "chosen") board.refresh();
    board.mark();
    bar.replaceChildren(...board.tools, ...toolsOf());
    rest.replaceChildren(...restOf());
    if (what === "values" && edited === session.chosen) return;
    const fresh = edited !== session.chosen;
    edited = session.chosen;
    editor.replaceChildren(...[editorOf()].filter(Boolean));
    // Whoever has drawn a field names it next; on a phone the keyboard would cover it.
    if (fresh && what === "fields" && edited !== null && matchMedia("(pointer: fine)").matches) editor.querySelector("#field-name").select();
  };
  return { element, refresh };
}

function toolsOf() {
  const { page, printed, fields } = session;
  const free = printed.length - fields.length;
  const turn = (number, word) => make("button.tool", { type: "button", disabled: number < 1 || number > page.count, onclick: () => turnTo(number) }, say(word));
  return [
    printed.length ? make("button.tool", { type: "button", disabled: free <= 0 && fields.length > 0, onclick: addPrinted }, say("formAuto", { count: printed.length })) : null,
    make("button.tool", { type: "button", disabled: !canUndo(), title: say("keyIs", { key: "Ctrl+Z" }), onclick: undo }, say("undo")),
    make("button.tool", { type: "button", disabled: !canRedo(), title: say("keyIs", { key: "Ctrl+Shift+Z" }), onclick: redo }, say("redo")),
    ...(page.file && page.count > 1 ? [turn(page.number - 1, "pageBefore"), make("span", {}, say("pageOf", { number: page.number, count: page.count })), turn(page.number + 1, "pageAfter")] : []),
  ].filter(Boolean);
}

function restOf() {
  const { fields } = session;
  const wrong = problemOf(fields);
  const filled = make("input", { type: "checkbox", id: "form-filled", checked: session.filled, onchange: () => setFilled(filled.checked) });
  return [
    wrong ? make("p.problem", { role: "alert" }, say(wrong.word, wrong.values)) : null,
    fields.length ? make("h2", {}, say("formFields", { count: fields.length })) : make("p.hint", {}, say("formNoFields")),
    fields.length ? make("ol.field-list", {}, ...fields.map(itemOf)) : null,
    fields.length ? make("p.hint", {}, say("formRulesAbout")) : null,
    make("label.print-choice", { htmlFor: "form-filled" }, filled, ` ${say("formFilled")}`),
    fields.length ? make("div.tools", {},
      make("button.main", { type: "button", disabled: Boolean(wrong), onclick: () => goTo("sheets") }, say("formGoOn")),
      make("button.quiet", { type: "button", disabled: Boolean(wrong), onclick: saveForm }, say("formSave"))) : null,
    make("div.tools.drop-buttons", {},
      chooser("form-example", "image/*,application/pdf"), make("label.quiet", { htmlFor: "form-example" }, say("formOtherPage")),
      chooser("form-file", ".toml,image/*", { multiple: true }), make("label.quiet", { htmlFor: "form-file" }, say("formOpen"))),
    session.opening ? make("p.hint", { role: "status" }, say("reading")) : null,
  ].filter(Boolean);
}

function itemOf(field) {
  const [least, most] = field.digits;
  const item = make("button.queue-page", { type: "button", onclick: () => choose(field.id) }, make("span", {}, field.name), make("span.hint", {}, least === 1 && most === 20 ? "" : say(least === most ? "formDigitsAre" : "formDigitsFrom", { least, most })));
  if (field.id === session.chosen) item.ariaCurrent = "true";
  return make("li", {}, item);
}

function sheetsStep() {
  const results = make("div.form-results");
  const element = make("section", {},
    make("section.drop", {},
      make("p", {}, say("formSheetsAbout")),
      make("div.drop-buttons", {},
        chooser("form-sheets", "image/*,application/pdf", { multiple: true }), make("label.button", { htmlFor: "form-sheets" }, say("formChooseSheets")),
        chooser("camera", "image/*", { camera: true }), make("label.quiet.camera", { htmlFor: "camera" }, say("takePhoto")))),
    results);
  const refresh = () => {
    const drop = element.firstChild;
    drop.classList.toggle("small", session.sheets.length > 0);
    const before = results.querySelector(".form-table");
    const [left, top] = [before?.scrollLeft ?? 0, before?.scrollTop ?? 0];
    results.replaceChildren(...resultsOf());
    results.querySelector(".form-table")?.scrollTo(left, top);
  };
  return { element, refresh };
}

/** What a key does to the fields; whether it was one of theirs. */
function obey(event) {
  const key = event.key.toLowerCase();
  const control = event.ctrlKey || event.metaKey;
  if (control && (key === "y" || (key === "z" && event.shiftKey))) return redo(), true;
  if (control && key === "z") return undo(), true;
  const field = chosenField();
  if (!field || control || event.altKey) return false;
  const step = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, -1], arrowdown: [0, 1] }[key];
  if (step) {
    const [x, y, width, height] = field.box;
    const [dx, dy] = step;
    if (event.shiftKey) place(field.id, [x, y, width + dx, height + dy], "size");
    else place(field.id, [x + dx, y + dy, width, height], "move");
  } else if (key === "delete" || key === "backspace") remove(field.id);
  else if (key === "d") copy(field);
  else if (key === "escape") choose(null);
  else return false;
  return true;
}
