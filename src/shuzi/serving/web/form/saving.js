// The table and the form as files.

import { download, quoted, yes } from "../files/download.js";
import { say } from "../words.js";
import { answerIn, lastChange } from "./answers.js";
import { session } from "./session.js";
import { toToml } from "./toml.js";

const over = () => session.sheets.filter(({ status }) => status === "done" || status === "failed");
const told = ({ word, values }) => say(word, values);

/** The columns of `shuzi read --form --out marks.csv`, and one more: the fields that a person decided. */
function toCsv() {
  const names = session.fields.flatMap(({ name }) => [name, `${name}_confidence`, `${name}_review`]);
  const rows = [["file", "page", ...names, "to_review", "error", "corrected"]];
  for (const sheet of over()) {
    const place = [sheet.name, sheet.count ? sheet.number : 1];
    if (sheet.status === "failed") {
      rows.push([...place, ...names.map(() => ""), "", sheet.error, ""]);
      continue;
    }
    const answers = session.fields.map((field) => ({ field, ...answerIn(sheet, field) }));
    rows.push([
      ...place,
      ...answers.flatMap(({ text, confidence, review }) => [text, confidence?.toFixed(4) ?? "", yes(review)]),
      answers.filter(({ review }) => review).map(({ field, review }) => `${field.name} ${told(review)}`).join("; "),
      "",
      answers.filter(({ corrected }) => corrected).map(({ field }) => field.name).join("; "),
    ]);
  }
  // Spreadsheets take a file without the mark at its beginning for another encoding, and names in Chinese are lost.
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

const cell = (value) => (/^[\w.]*$/.test(value) ? value : quoted(String(value)));

/** As `shuzi read --form --json` tells it, a sheet an object, each field with `corrected` besides. */
function toJson() {
  const sheets = over().map((sheet) => {
    const place = { file: sheet.name, page: sheet.count ? sheet.number : null };
    if (sheet.status === "failed") return { ...place, fields: {}, error: sheet.error };
    const fields = session.fields.map((field) => {
      const { text, confidence, review, corrected } = answerIn(sheet, field);
      return [field.name, { text, confidence, review: review && told(review), corrected }];
    });
    return { ...place, fields: Object.fromEntries(fields), error: null };
  });
  return JSON.stringify(sheets, null, 2);
}

/** The fields, and the last change of an answer, that were saved. */
const saved = { fields: null, change: undefined };

export function saveCsv() {
  download("marks.csv", toCsv(), "text/csv");
  saved.change = lastChange();
}

export function saveJson() {
  download("marks.json", toJson(), "application/json");
  saved.change = lastChange();
}

export function saveForm() {
  download("form.toml", toToml(session, session.page.base64), "application/toml");
  saved.fields = session.fields;
}

/** Whether something would be lost with the page. */
export const isUnsaved = () => (session.fields.length > 0 && session.fields !== saved.fields) || lastChange() !== saved.change;

/** What was opened out of a file is saved. */
export const markSaved = () => (saved.fields = session.fields);
