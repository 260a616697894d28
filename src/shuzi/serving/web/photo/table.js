// The results as files: CSV and JSON, as `shuzi read` writes them, with what a person corrected.

import { download, quoted, yes } from "../files/download.js";
import { markSaved } from "./edits.js";
import { readPages, session, toldIn, toldLines } from "./session.js";

/** One page as an object; several as a list of them. */
export function toJson() {
  const pages = session.pages.filter(({ status }) => status === "done" || status === "failed").map(plain);
  return JSON.stringify(pages.length === 1 ? pages[0] : pages, null, 2);
}

function plain(page) {
  const place = { file: page.name, page: page.count ? page.number : null, pages: page.count, width: page.width ?? 0, height: page.height ?? 0 };
  if (page.status === "failed") return { ...place, lines: [], error: page.error };
  const lines = page.lines.map((line) => ({
    text: toldIn(page, line).map(({ digit }) => digit ?? "?").join(""),
    digits: line.map(({ digit, confidence, sure, box, printed, alternatives, corrected }) => ({ digit, confidence, sure, box, printed, alternatives, corrected: Boolean(corrected) })),
  }));
  return { ...place, lines, error: null };
}

/** The columns of `shuzi read --csv`, and one more. A correction has no confidence: it is not a probability. */
export function toCsv() {
  const rows = [["file", "page", "line", "position", "digit", "confidence", "sure", "printed", "x", "y", "width", "height", "corrected"]];
  for (const page of readPages()) {
    toldLines(page).forEach((told, at) =>
      told.forEach(({ digit, confidence, sure, printed, box, corrected }, place) =>
        rows.push([quoted(page.name), page.count ? page.number : "", at + 1, place + 1, digit ?? "", confidence ?? "", yes(sure), yes(printed), ...box, yes(corrected)]),
      ),
    );
  }
  return `${rows.map((row) => row.join(",")).join("\r\n")}\r\n`;
}

export function save(ending, text) {
  const names = new Set(readPages().map(({ name }) => name));
  const name = names.size === 1 ? [...names][0].replace(/\.\w+$/, "") : "digits";
  download(`${name}.${ending}`, text, ending === "csv" ? "text/csv" : "application/json");
  markSaved();
}
