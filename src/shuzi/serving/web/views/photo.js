// Read photos: drop them, paste them or take them; boxes over the page; what is wrong is corrected, box by box.

import { make } from "../dom.js";
import { addBox } from "../photo/boxes.js";
import { editorOf, makeSteps, obey, working } from "../photo/editor.js";
import { enqueue, readAgain } from "../photo/queue.js";
import { listen, session } from "../photo/session.js";
import { makeSheet } from "../photo/sheet.js";
import { sideOf } from "../photo/side.js";
import { watch } from "../state.js";
import { say } from "../words.js";

export function open(main) {
  const drop = makeDrop();
  const sheet = makeSheet((box) => working(addBox(session.shown, box)));
  const steps = makeSteps();
  const told = make("p.hint.photo-told", { role: "status" });
  const page = make("div.photo-work", {}, make("div.tools", {}, ...sheet.tools, ...steps.buttons), told, sheet.element);
  const editor = make("div.editor-place");
  const side = make("div.photo-side-rest");
  const result = make("section.photo", {}, page, make("div.photo-side", {}, editor, side));
  main.append(make("h1.unseen", {}, say("view_photo")), drop, result);

  const refresh = (what) => {
    const { shown, pages } = session;
    result.hidden = !pages.length;
    page.hidden = !shown;
    drop.classList.toggle("small", pages.length > 0);
    if (what !== "queue" && shown) {
      if (what !== "chosen") sheet.refresh();
      showEditor(editor);
      sheet.mark();
      steps.refresh();
    }
    if (!shown) editor.replaceChildren();
    main.classList.toggle("editing", Boolean(session.chosen));
    if (what !== "chosen") keepFocus(side, () => side.replaceChildren(...sideOf()));
  };
  const onKey = (event) => {
    if (event.target.closest?.("dialog, select, input:not([type=checkbox]):not([type=file])")) return;
    if (obey(event)) event.preventDefault();
  };
  const listeners = {
    keydown: onKey,
    paste: (event) => takeIfAny(filesOf(event.clipboardData)),
    dragover: (event) => over(event, drop),
    dragleave: (event) => over(event, drop),
    drop: (event) => {
      over(event, drop);
      takeIfAny(event.dataTransfer.files);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
  const unlisten = listen(refresh);
  const unwatch = watch((changed) => changed.has("network") && readAgain());
  readAgain();
  refresh("page");
  return () => {
    unlisten();
    unwatch();
    main.classList.remove("editing");
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener);
  };
}

function makeDrop() {
  const input = make("input.unseen", { type: "file", accept: "image/*,application/pdf", multiple: true, id: "file", onchange: () => take(input) });
  const camera = make("input.unseen", { type: "file", accept: "image/*", id: "camera", onchange: () => take(camera) });
  camera.setAttribute("capture", "environment");
  // Where its button is not shown, nobody should meet it with the Tab key.
  camera.hidden = !matchMedia("(pointer: coarse)").matches;
  return make("section.drop", {},
    make("p", {}, say("photoAbout")),
    make("div.drop-buttons", {}, input, make("label.button", { htmlFor: "file" }, say("chooseFile")), camera, make("label.quiet.camera", { htmlFor: "camera" }, say("takePhoto"))),
  );
}

function take(input) {
  takeIfAny(input.files);
  // The same file may be chosen once more.
  input.value = "";
}

function takeIfAny(files) {
  if (files.length) enqueue(files);
}

const filesOf = (data) => [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/") || type === "application/pdf");

function over(event, drop) {
  event.preventDefault();
  drop.classList.toggle("over", event.type === "dragover");
}

/** Show the editor of what is chosen; whoever pressed one of its buttons goes on there. */
function showEditor(place) {
  const opened = !place.firstChild || document.activeElement.matches(".editor .sample");
  keepFocus(place, () => place.replaceChildren(...[editorOf()].filter(Boolean)));
  // Enter says that it was read right, of whichever digit is chosen now.
  if (opened) (place.querySelector('.sample[aria-pressed="true"]') ?? place.querySelector(".close"))?.focus({ preventScroll: true });
}

/** Make something anew; the control that had the focus, by its words, has it afterwards. */
function keepFocus(place, remake) {
  const nameOf = (element) => element.getAttribute("aria-label") ?? element.textContent;
  const name = place.contains(document.activeElement) ? nameOf(document.activeElement) || document.activeElement.id : null;
  remake();
  if (name === null) return;
  const same = [...place.querySelectorAll("button, input, a")].find((element) => nameOf(element) === name || element.id === name);
  (same ?? place.querySelector("button"))?.focus({ preventScroll: true });
}
