// What the parts of Photo share: the pages that were given, which one is shown, and what is chosen on it.

import { makeTelling } from "../files/telling.js";

export const session = {
  /**
   * Each as the queue keeps it (files/queue.js), and once it was read `width`, `height`, `reader` (the model's name), `lines`
   * and `leftOut`: digits as the API tells them.
   */
  pages: [],
  shown: null,
  /** A digit of the page that is shown. */
  chosen: null,
  /** Whether digits in print belong to the answer, also where the page holds handwriting. */
  printedToo: false,
  /** Whether marks that were taken for no digit are shown. */
  leftOutToo: false,
};

/** Call back with `queue`, `page` or `chosen`, whichever has changed; returns a function that ends it. */
export const { listen, tell } = makeTelling();

export function showPage(page) {
  session.shown = page;
  session.chosen = null;
  tell("page");
}

export function choose(digit) {
  session.chosen = digit;
  tell("chosen");
}

/** The digits of a line that belong to the answer: those in print only where they are wanted, or there are no others. */
export function toldIn(page, line) {
  const all = session.printedToo || page.lines.every((each) => each.every(({ printed }) => printed));
  return line.filter(({ printed }) => all || !printed);
}

/** The lines of a page that hold something of the answer, each as its digits. */
export const toldLines = (page) => page.lines.map((line) => toldIn(page, line)).filter((told) => told.length);

/** The pages that have been read. */
export const readPages = () => session.pages.filter(({ status }) => status === "done");

/** All digits of the answer that are not sure, in the order of reading; each with its page and its line. */
export const unsureOf = (pages) =>
  pages.flatMap((page) => toldLines(page).flatMap((line) => line.filter(({ sure }) => !sure).map((digit) => ({ page, line, digit }))));
