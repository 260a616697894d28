// The table of the sheets: a row a sheet, a column a field; a cell leads to the review of what stands in it.

import { make, percent } from "../dom.js";
import { nameOf } from "../files/queue.js";
import { say } from "../words.js";
import { answerIn, readSheets, unsureOf } from "./answers.js";
import { keepForTeach, toKeep, toldKept } from "./keep.js";
import { openReview } from "./review.js";
import { saveCsv, saveJson } from "./saving.js";
import { session } from "./session.js";
import { clearSheets, removeSheet } from "./sheets.js";

/** What stands there now. */
export function resultsOf() {
  const { sheets } = session;
  if (!sheets.length) return [];
  const over = sheets.filter(({ status }) => status === "done" || status === "failed").length;
  const failed = sheets.filter(({ status }) => status === "failed").length;
  const unsure = unsureOf().length;
  const done = readSheets().length;
  const keep = toKeep().length;
  return [
    make("section.queue.form-queue", {},
      over < sheets.length ? make("progress", { max: sheets.length, value: over, ariaLabel: say("queue") }) : null,
      make("p", { role: "status" }, [say("formDone", { done: over, count: sheets.length }), failed ? say("formFailed", { count: failed }) : "", done && !unsure ? say("formAllSure") : ""].filter(Boolean).join(say("sentenceGap"))),
      make("div.tools", {},
        unsure ? make("button.main", { type: "button", onclick: () => openReview() }, say("formReview", { count: unsure })) : null,
        done ? make(unsure ? "button.quiet" : "button.main", { type: "button", onclick: saveCsv }, say("downloadCsv")) : null,
        done ? make("button.quiet", { type: "button", onclick: saveJson }, say("downloadJson")) : null,
        keep ? make("button.quiet", { type: "button", onclick: keepForTeach }, say("keepForTeach", { count: keep })) : null,
        make("button.quiet", { type: "button", onclick: clearSheets }, say("clearQueue"))),
      toldKept()),
    make("div.scroll.form-table", { tabIndex: 0, ariaLabel: say("formTable") }, make("table", {},
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, say("formSheet")), ...session.fields.map(({ name }) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...sheets.map(rowOf)))),
  ];
}

function rowOf(sheet) {
  const remove = make("button.remove", { type: "button", ariaLabel: say("formRemoveSheet", { name: nameOf(sheet) }), title: say("formRemove"), onclick: () => removeSheet(sheet) }, "×");
  const head = make("th", { scope: "row" }, make("div", {}, remove, make("span", {}, nameOf(sheet))));
  if (sheet.status === "done") return make("tr", {}, head, ...session.fields.map((field) => make("td", {}, cellOf(sheet, field))));
  const words = { waiting: say("waiting"), reading: say("reading"), busy: say("busy", { seconds: Math.ceil(sheet.wait ?? 0) }), failed: sheet.why }[sheet.status];
  return make("tr", {}, head, make("td", { colSpan: Math.max(1, session.fields.length) }, make(sheet.status === "failed" ? "p.problem" : "p.hint", {}, words)));
}

function cellOf(sheet, field) {
  const { text, confidence, corrected, wrong, review } = answerIn(sheet, field);
  const reason = review ?? wrong;
  const words = [field.name, text || say("formNothing"), corrected ? say("byYou") : text ? percent(confidence) : null, reason && say(reason.word, reason.values)].filter(Boolean).join(say("comma"));
  const cell = make("button.cell", { type: "button", title: words, ariaLabel: words, onclick: () => openReview({ sheet, field }) }, text || "–");
  for (const [name, is] of Object.entries({ unsure: Boolean(review), corrected, wrong: Boolean(wrong) })) cell.classList.toggle(name, is);
  return cell;
}
