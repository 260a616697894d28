// Teach: write digits or look at those that were labelled, learn from them, and see what it changed.

import { ask, send, sentenceOf } from "../ask.js";
import { announce, make } from "../dom.js";
import { useModel } from "../model.js";
import { state, turnTo, watch } from "../state.js";
import { currentLanguage, say } from "../words.js";
import { beforeAfterOf } from "../teach/before-after.js";
import { makePictures } from "../teach/pictures.js";
import { makeWriting } from "../teach/writing.js";

/** Milliseconds between two looks at how far it is. */
const PAUSE = 700;

/** The sheet of guided writing: what stands on the pad in Write has its own digits. */
const SHEET = "teach";

export function open(main) {
  turnTo(SHEET);
  const counts = make("ol.counts");
  let chosen = null;
  const choose = (digit) => {
    chosen = digit;
    for (const button of counts.querySelectorAll("button")) button.ariaPressed = String(Number(button.dataset.digit) === digit);
    writing.show(digit);
    pictures.show(digit);
  };
  const count = async () => {
    const kept = await ask("/api/corrections");
    known = kept.counts.reduce((sum, some) => sum + some, 0);
    const focused = counts.contains(document.activeElement) ? document.activeElement.dataset.digit : null;
    counts.replaceChildren(...kept.counts.map((some, digit) => countOf(some, digit, digit === chosen, choose)));
    if (focused !== null) counts.querySelector(`[data-digit="${focused}"]`).focus();
    folder.textContent = say("teachFolder", { count: known, folder: kept.folder });
  };
  const recount = async () => {
    await count();
    if (chosen !== null) pictures.show(chosen);
    lesson.again(known);
  };
  const pictures = makePictures(() => count().then(() => lesson.again(known)));
  const writing = makeWriting(choose, recount);
  const folder = make("p.hint");
  const lesson = makeLesson(() => start());
  main.append(
    make("h1.unseen", {}, say("view_teach")),
    make("section.panel", {}, make("h2", {}, say("teachDigits")), make("p.hint", {}, say("teachAbout")), counts, folder, pictures.element),
    make("div.teach-side", {}, writing.element, lesson.element),
  );
  let open = true;
  let known = 0;
  async function look() {
    try {
      await count();
      while (open) {
        const learning = await ask("/api/learn");
        if (open) lesson.show(learning, known);
        if (learning.state !== "running") return;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    } catch (error) {
      lesson.fail(error);
    }
  }
  async function start() {
    try {
      lesson.show(await send("/api/learn", { model: state.network.name, language: currentLanguage() }), known);
      await look();
    } catch (error) {
      lesson.fail(error);
    }
  }
  const unwatch = watch((changed) => changed.has("network") && lesson.again());
  look();
  return () => {
    open = false;
    writing.close();
    unwatch();
    turnTo("write");
  };
}

function countOf(count, digit, chosen, choose) {
  const shown = [make("b", { ariaHidden: "true" }, String(digit)), make("span", { ariaHidden: "true" }, String(count))];
  const button = make("button", { type: "button", data: { digit: String(digit) }, ariaPressed: String(chosen), onclick: () => choose(digit) }, ...shown, make("span.unseen", {}, say("teachCount", { digit, count })));
  const item = make("li.count", {}, button);
  item.classList.toggle("none", count === 0);
  return item;
}

/** Make the panel of the lesson; returns { element, show(learning, known), again, fail }. */
function makeLesson(start) {
  const head = make("h2", { tabIndex: -1 }, say("teachLearn"));
  const body = make("div.lesson");
  let last = null;
  const show = (learning, known) => {
    if (last?.learning.state === "running" && learning.state === "running") {
      last.moved(learning);
      last.learning = learning;
      return;
    }
    const focused = body.contains(document.activeElement);
    if (last && last.learning.state !== learning.state) announce(say(`teach_${learning.state}`));
    const running = learning.state === "running" ? progressOf(learning) : null;
    last = { learning, known, moved: running?.moved };
    body.replaceChildren(...(running ? running.parts : partsOf(learning, known, start)));
    // What was pressed is gone; whoever works with the keyboard stays here.
    if (focused) (body.querySelector("button:not(:disabled)") ?? head).focus();
  };
  const again = (known = last?.known) => last && last.learning.state !== "running" && show(last.learning, known);
  const fail = (error) => body.replaceChildren(make("p.problem", { role: "alert" }, say("failed", { why: error.message })));
  return { element: make("section.panel", {}, head, body), show, again, fail };
}

function progressOf(learning) {
  const bar = make("progress", { max: 1, ariaLabel: say("teachProgress") });
  const stage = make("p", { role: "status" });
  const since = performance.now();
  const seconds = make("span.hint");
  const cancel = make("button.quiet", { type: "button", onclick: () => send("/api/learn", undefined, "DELETE").catch((error) => announce(error.message)) }, say("cancel"));
  const moved = ({ stage: name, progress }) => {
    bar.value = progress;
    const text = say(`teach_${name ?? "starting"}`);
    if (stage.textContent !== text) stage.textContent = text;
    seconds.textContent = say("teachSeconds", { seconds: Math.round((performance.now() - since) / 1000), percent: Math.floor(100 * progress) });
  };
  moved(learning);
  return { parts: [bar, stage, seconds, cancel], moved };
}

function partsOf(learning, known, start) {
  const missing = learning.fewest - known;
  const learn = make("button.main", { type: "button", disabled: missing > 0, onclick: start }, say("teachStart"));
  const about = missing > 0 ? say("teachMore", { count: missing, fewest: learning.fewest }) : say("teachFrom", { model: state.network.name });
  const parts = [learn, make("p.hint", {}, about)];
  if (learning.left_out_images) parts.push(make("p.hint", {}, say("teachLeftOut", { count: learning.left_out_images })));
  if (learning.passed_over.length) parts.push(make("p.hint", {}, say("teachPassedOver", { what: learning.passed_over.join("; ") })));
  if (learning.state === "failed") parts.unshift(make("p.problem", {}, say("failed", { why: sentenceOf(learning.error, learning.code) })));
  if (learning.state === "done") {
    learn.className = "quiet";
    parts.unshift(beforeAfterOf(learning), choiceOf(learning));
  }
  return parts;
}

function choiceOf({ start, model }) {
  const used = state.network.name === model;
  const button = make("button.main", { type: "button", onclick: () => use(used ? start : model) }, used ? say("backTo", { model: start }) : say("useNew"));
  return make("p.choice", {}, button, make("span.hint", {}, say("inUse"), " ", make("b", {}, state.network.name)));
}

async function use(name) {
  await useModel(name);
  announce(`${say("inUse")} ${name}`);
}
