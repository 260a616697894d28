// Digits that a person named: sent to the server's folder, where Teach finds them.

import { send } from "../ask.js";
import { announce, make } from "../dom.js";
import { say } from "../words.js";

/**
 * Make what sends them; returns { keepForTeach(), toldKept() }, the last of which gives what came of it, or null.
 * @param {() => Array<{digit: number, pixels: string}>} toKeep those that wait to be sent
 * @param {{onSent: (digit: object) => void, onAll?: () => void, tell: () => void}} then what follows when one was sent, when
 *   all were, and when there is something to tell
 */
export function makeKeeping(toKeep, { onSent, onAll = () => {}, tell }) {
  let told = "";
  async function keepForTeach() {
    const waiting = toKeep();
    try {
      let kept;
      for (const each of waiting) {
        kept = await send("/api/corrections", { label: each.digit, pixels: each.pixels });
        onSent(each);
      }
      const sum = kept.counts.reduce((all, count) => all + count, 0);
      onAll();
      told = `${say("keptForTeach", { count: waiting.length, folder: kept.folder })} ${say("labelledSoFar", { count: sum })}`;
    } catch (error) {
      told = say("failed", { why: error.message });
    }
    announce(told);
    tell();
  }
  return { keepForTeach, toldKept: () => (told ? make("p.hint.kept", {}, told) : null) };
}
