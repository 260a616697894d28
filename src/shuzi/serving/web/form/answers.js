// What stands in the fields of the sheets: as it was read, or as a person says.

import { misfit, wrongSum } from "./rules.js";
import { session, tell } from "./session.js";

/** A field at least this likely right needs no review; as in forms/choose.py. */
const SURE_FROM = 0.97;

const REASONS = { unsure: "formUnsure", outside: "formOutside", further: "formFurther" };

let past = [];

/** What a person says counts as long as the field is where it was. */
const saidOf = (sheet, field) => {
  const said = sheet.said.get(field.id);
  return said?.box === String(field.box) ? said : null;
};

export const textOf = (sheet, field) => saidOf(sheet, field)?.text ?? sheet.answers.get(field.id)?.text ?? "";

/**
 * The answer in a field: { text, confidence (null where a person said it), corrected, wrong (what it violates), review (why
 * somebody should look; null where nobody need) }; reasons are words with values.
 */
export function answerIn(sheet, field) {
  const said = saidOf(sheet, field);
  const read = sheet.answers.get(field.id);
  const text = said?.text ?? read?.text ?? "";
  const byId = (id) => textOf(sheet, session.fields.find((other) => other.id === id));
  const wrong = misfit(field, text) ?? wrongSum(field, byId);
  if (said) return { text, confidence: null, corrected: true, wrong, review: null };
  const doubt = REASONS[read?.reason] ?? (read && read.confidence >= SURE_FROM ? null : "formUnsure");
  const own = read?.reason === "outside" || !wrong ? doubt && { word: doubt } : wrong;
  return { text, confidence: read?.confidence ?? 0, corrected: false, wrong, review: own ?? sumOff(sheet, field, byId) };
}

/** Where a person has said a sum and it does not come out, one of its parts was read wrongly, however sure. */
function sumOff(sheet, field, byId) {
  for (const whole of session.fields) {
    const off = whole.sum.includes(field.id) && saidOf(sheet, whole) && wrongSum(whole, byId);
    if (off) return { word: "formSumOff", values: { name: whole.name, sum: off.values.sum } };
  }
  return null;
}

export const readSheets = () => session.sheets.filter(({ status, answers }) => status === "done" && answers);

/** All fields that somebody should look at, sheet after sheet. */
export const unsureOf = () =>
  readSheets().flatMap((sheet) => session.fields.filter((field) => answerIn(sheet, field).review).map((field) => ({ sheet, field })));

/** Say what stands in a field. */
export function setText(sheet, field, text) {
  past.push({ sheet, field, before: sheet.said.get(field.id) });
  sheet.said.set(field.id, { text, box: String(field.box) });
  tell("sheets");
}

export const canTakeBack = () => past.length > 0;

/** Take back what was said last; returns { sheet, field }. */
export function takeBack() {
  const { sheet, field, before } = past.pop();
  if (before) sheet.said.set(field.id, before);
  else sheet.said.delete(field.id);
  tell("sheets");
  return { sheet, field };
}

/** Of sheets that are taken away nothing can be taken back. */
export const forgetSaid = (gone) => (past = past.filter(({ sheet }) => !gone.includes(sheet)));

/** The last change that a person made to what was read; undefined where none was made. */
export const lastChange = () => past.at(-1);

/** Digits that a person named, as { digit, pixels }: where the field shows as many as were said. */
export function namedDigits() {
  return readSheets().flatMap((sheet) =>
    session.fields.flatMap((field) => {
      const said = saidOf(sheet, field);
      const marks = (sheet.answers.get(field.id)?.digits ?? []).filter(({ real }) => real >= 0.5);
      if (!said || marks.length !== said.text.length) return [];
      return marks.map(({ pixels }, at) => ({ digit: Number(said.text[at]), pixels }));
    }));
}
