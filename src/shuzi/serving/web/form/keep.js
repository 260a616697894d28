// Digits that a person named in fields: sent to the server's folder, where Teach finds them.

import { send } from "../ask.js";
import { announce } from "../dom.js";
import { say } from "../words.js";
import { namedDigits } from "./answers.js";
import { tell } from "./session.js";

/** What was sent, as label and pixels: named otherwise, it goes once more, and the server moves it. */
const sent = new Map();
let told = "";

export const toKeep = () => namedDigits().filter(({ digit, pixels }) => sent.get(pixels) !== digit);
export const toldKept = () => told;

export async function keepForTeach() {
  const waiting = toKeep();
  try {
    let kept;
    for (const { digit, pixels } of waiting) {
      kept = await send("/api/corrections", { label: digit, pixels });
      sent.set(pixels, digit);
    }
    const sum = kept.counts.reduce((all, count) => all + count, 0);
    told = `${say("keptForTeach", { count: waiting.length, folder: kept.folder })} ${say("labelledSoFar", { count: sum })}`;
  } catch (error) {
    told = say("failed", { why: error.message });
  }
  announce(told);
  tell("sheets");
}
