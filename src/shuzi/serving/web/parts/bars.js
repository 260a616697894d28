// A bar for each digit, or for each class of one's own.

import { namesOf } from "../classes.js";
import { make, percent } from "../dom.js";
import { state } from "../state.js";
import { say } from "../words.js";

/** Of more classes than this the likeliest ones are shown. */
const MOST = 12;

/** Make the bars; returns { element, refresh(shares) }. The largest stands out, unless `best` is false. */
export function makeBars({ label = say("probabilities"), best: marked = true, names = namesOf(state.network?.model) } = {}) {
  const rows = Array.from({ length: Math.min(MOST, names.length) }, (_, digit) => {
    const fill = make("div.bar-fill");
    const value = make("span.bar-value");
    const name = make("b", {}, names[digit]);
    const element = make("li.bar-row", {}, name, make("div.bar-track", {}, fill), value);
    return { element, name, fill, value };
  });
  const element = make("ol.bars", {}, ...rows.map((row) => row.element));
  element.classList.toggle("named", names.some((name) => name.length > 1));
  element.setAttribute("aria-label", names.length > MOST ? `${label}: ${say("moreClasses", { shown: MOST, count: names.length })}` : label);
  const refresh = (probabilities) => {
    const best = probabilities && marked ? Math.max(...probabilities) : null;
    let shown = rows.map((_, at) => at);
    if (names.length > MOST && probabilities) shown = names.map((_, at) => at).sort((a, b) => probabilities[b] - probabilities[a]).slice(0, MOST);
    rows.forEach(({ element: row, name, fill, value }, at) => {
      const digit = shown[at];
      name.textContent = names[digit];
      const share = probabilities?.[digit] ?? 0;
      fill.style.transform = `scaleX(${share})`;
      value.textContent = !probabilities ? "" : probabilities[digit] === null ? "–" : percent(share);
      row.classList.toggle("best", best !== null && share === best);
    });
  };
  return { element, refresh };
}
