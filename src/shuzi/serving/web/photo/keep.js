// Corrections that a model can learn from: sent to the server's folder, where Teach finds them.

import { send } from "../ask.js";
import { announce, make } from "../dom.js";
import { say } from "../words.js";
import { markSaved } from "./edits.js";
import { readPages, tell } from "./session.js";

/** Digits that were sent; one that is named anew is another object, and goes once more. */
const sent = new WeakSet();
let told = "";

/** The digits that somebody named and that have not been sent. */
export const toKeep = () => readPages().flatMap(({ lines }) => lines.flat().filter((digit) => digit.named && !sent.has(digit)));

export async function keepForTeach() {
  const waiting = toKeep();
  try {
    let kept;
    for (const digit of waiting) {
      kept = await send("/api/corrections", { label: digit.digit, pixels: digit.pixels });
      sent.add(digit);
    }
    const sum = kept.counts.reduce((all, count) => all + count, 0);
    markSaved();
    told = `${say("keptForTeach", { count: waiting.length, folder: kept.folder })} ${say("labelledSoFar", { count: sum })}`;
  } catch (error) {
    told = say("failed", { why: error.message });
  }
  announce(told);
  tell("queue");
}

export const tellKept = () => (told ? make("p.hint.kept", {}, told) : null);
