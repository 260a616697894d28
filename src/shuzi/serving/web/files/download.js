// Text as a file that the browser saves, and what stands in the cells of a table.

import { make } from "../dom.js";

export function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

/** A name for a cell; one that a spreadsheet would take for a formula gets an apostrophe before it. */
export const quoted = (text) => `"${(text ?? "").replace(/^([=+\-@\t\r])/, "'$1").replaceAll('"', '""')}"`;

export const yes = (value) => (value ? "yes" : "no");
