// What a person changes on pages: each change makes new lines, so that it can be undone and done again.

import { makeHistory } from "../files/history.js";
import { withDigit, without } from "../lines.js";
import { session, tell } from "./session.js";

const history = makeHistory(({ page }, to, from) => restore(page, to, from));
export const { canUndo, canRedo, undo, redo } = history;

/** The last change that was saved. */
let saved;

/** Whether something was changed after the last save, or taken back. */
const isUnsaved = () => history.past.at(-1) !== saved;
export const markSaved = () => {
  saved = history.past.at(-1);
};
// What was corrected lives in this page alone.
addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault();
});
/** Whether somebody changed a page. */
export const isEdited = (page) => history.past.some((step) => step.page === page);

/** Say which digit it is; what a person says has no probability. */
export function setDigit(page, digit, value) {
  // Whoever says which digit it is wants it told, even if it looked like print.
  const named = { ...digit, digit: value, confidence: null, sure: true, alternatives: [], printed: false, corrected: true, named: true };
  if (page.leftOut.includes(digit)) change(page, withDigit(page.lines, named), named, digit);
  else change(page, page.lines.map((line) => line.map((each) => (each === digit ? named : each))), named);
}

export const remove = (page, digit) => change(page, without(page.lines, [digit]), null);

/** Put digits in the place of others, unless somebody changed those while the reader was asked; the first is chosen. */
export function replace(page, old, digits) {
  const there = page.lines.flat();
  if (!old.every((digit) => there.includes(digit))) return;
  change(page, digits.reduce(withDigit, without(page.lines, old)), digits[0], ...old);
}

/** Take in a mark that had been left out. */
export function takeIn(page, mark) {
  const digit = { ...mark, corrected: true };
  change(page, withDigit(page.lines, digit), digit, mark);
}

export function forget() {
  history.forget();
  saved = undefined;
  saved = 0;
}

function change(page, lines, chosen, ...taken) {
  const before = { lines: page.lines, leftOut: page.leftOut, chosen: session.chosen };
  const after = { lines, leftOut: page.leftOut.filter((mark) => !taken.includes(mark)), chosen };
  history.add({ page, before, after });
  restore(page, after, before);
}

function restore(page, to, from) {
  Object.assign(page, { lines: to.lines, leftOut: to.leftOut });
  session.shown = page;
  // The digit that came back is the one to look at.
  session.chosen = to.chosen ?? to.lines.flat().find((digit) => !from.lines.flat().includes(digit)) ?? null;
  if (session.chosen && !to.lines.flat().includes(session.chosen) && !to.leftOut.includes(session.chosen)) session.chosen = null;
  tell("page");
}
