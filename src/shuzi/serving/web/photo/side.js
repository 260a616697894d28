// Beside the page: the queue, the numbers that were read, and what can be done with all of them.

import { make } from "../dom.js";
import { nameOf } from "../files/queue.js";
import { say } from "../words.js";
import { keepForTeach, toKeep, toldKept } from "./keep.js";
import { clearAll } from "./queue.js";
import { openReview } from "./review.js";
import { readPages, session, showPage, tell, toldLines, unsureOf } from "./session.js";
import { save, toCsv, toJson } from "./table.js";

/** What stands there now. */
export function sideOf() {
  const done = readPages();
  return [queueOf(), ...(session.shown ? numbersOf(session.shown) : []), ...(done.length ? fileTools() : [])].filter(Boolean);
}

/** How far the queue is, and its pages to choose from; nothing for one photo that was read. */
function queueOf() {
  const { pages } = session;
  if (pages.length < 2 && pages[0]?.status === "done") return null;
  const over = pages.filter(({ status }) => status === "done" || status === "failed").length;
  return make("section.queue", {},
    make("h2", {}, say("queue")),
    over < pages.length ? make("progress", { max: pages.length, value: over, ariaLabel: say("queue") }) : null,
    make("p.hint", { role: "status" }, say("queueDone", { done: over, count: pages.length })),
    make("ol", {}, ...pages.map(itemOf)),
    make("button.quiet", { type: "button", onclick: clearAll }, say("clearQueue")),
  );
}

function itemOf(page) {
  const name = nameOf(page);
  const unsure = page.status === "done" ? unsureOf([page]).length : 0;
  const words = {
    waiting: say("waiting"),
    reading: say("reading"),
    busy: say("busy", { seconds: Math.ceil(page.wait) }),
    done: unsure ? say("unsureCount", { count: unsure }) : "✓",
  }[page.status];
  if (page.status === "failed") return make("li", {}, make("span", {}, name), make("p.problem", { role: "alert" }, say("failed", { why: page.why })));
  const item = make("button.queue-page", { type: "button", disabled: page.status !== "done", onclick: () => showPage(page) }, make("span", {}, name), make("span.hint", {}, words));
  if (page === session.shown) item.ariaCurrent = "true";
  return make("li", {}, item);
}

function numbersOf(page) {
  const told = toldLines(page);
  const unsure = told.flat().filter(({ sure }) => !sure).length;
  return [
    pagesOf(page),
    make("h2", {}, say("numbers")),
    told.length ? make("ol.numbers-read", {}, ...told.map(lineOf)) : make("p.hint", {}, say("noDigit")),
    unsure ? make("p.hint", {}, say("unsureCount", { count: unsure })) : null,
    printChoice(page),
    page.leftOut.length ? tick("leftOutToo", say("leftOutToo", { count: page.leftOut.length })) : null,
  ];
}

const lineOf = (told) =>
  make("li", {}, ...told.map(({ digit, sure }) => make(sure ? "span" : "span.unsure", {}, String(digit ?? "?"))));

/** Which page this is, and the ways to its neighbours, where a file has several. */
function pagesOf(page) {
  if (!(page.count > 1)) return null;
  const at = session.pages.indexOf(page);
  const to = (other, words) =>
    make("button.quiet", { type: "button", disabled: other?.file !== page.file || other.status !== "done", onclick: () => showPage(other) }, say(words));
  return make("div.tools", {},
    to(session.pages[at - 1], "pageBefore"),
    make("span", {}, say("pageOf", { number: page.number, count: page.count })),
    to(session.pages[at + 1], "pageAfter"),
  );
}

/** A box to tick where a page holds handwriting and print. */
function printChoice(page) {
  const digits = page.lines.flat();
  const count = digits.filter(({ printed }) => printed).length;
  return !count || count === digits.length ? null : tick("printedToo", say("printedToo", { count }));
}

function tick(name, words) {
  const box = make("input", {
    type: "checkbox",
    id: `tick-${name}`,
    checked: session[name],
    onchange: () => {
      session[name] = box.checked;
      tell("page");
    },
  });
  return make("label.print-choice", {}, box, ` ${words}`);
}

function fileTools() {
  const unsure = unsureOf(readPages()).length;
  const keep = toKeep().length;
  return [
    unsure ? make("button.main", { type: "button", onclick: openReview }, say("review", { count: unsure })) : null,
    make("div.tools", {},
      make("button.quiet", { type: "button", onclick: () => save("csv", toCsv()) }, say("downloadCsv")),
      make("button.quiet", { type: "button", onclick: () => save("json", toJson()) }, say("downloadJson"))),
    keep ? make("button.quiet", { type: "button", onclick: keepForTeach }, say("keepForTeach", { count: keep })) : null,
    toldKept(),
  ];
}
