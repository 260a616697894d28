// What was corrected on pages, for Teach.

import { makeKeeping } from "../files/keeping.js";
import { markSaved } from "./edits.js";
import { readPages, tell } from "./session.js";

/** Digits that were sent; one that is named anew is another object, and goes once more. */
const sent = new WeakSet();

/** The digits that somebody named and that have not been sent. */
export const toKeep = () => readPages().flatMap(({ lines }) => lines.flat().filter((digit) => digit.named && !sent.has(digit)));

export const { keepForTeach, toldKept } = makeKeeping(toKeep, {
  onSent: (digit) => sent.add(digit),
  onAll: markSaved,
  tell: () => tell("queue"),
});
