// Ten bars, one for each digit.

import { make, percent } from "../dom.js";
import { say } from "../words.js";

/** Make the bars; returns { element, refresh(shares) }. The largest stands out, unless `best` is false. */
export function makeBars({ label = say("probabilities"), best: marked = true } = {}) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const fill = make("div.bar-fill");
    const value = make("span.bar-value");
    const element = make("li.bar-row", {}, make("b", {}, String(digit)), make("div.bar-track", {}, fill), value);
    return { element, fill, value };
  });
  const element = make("ol.bars", {}, ...rows.map((row) => row.element));
  element.setAttribute("aria-label", label);
  const refresh = (probabilities) => {
    const best = probabilities && marked ? Math.max(...probabilities) : null;
    rows.forEach(({ element: row, fill, value }, digit) => {
      const share = probabilities?.[digit] ?? 0;
      fill.style.transform = `scaleX(${share})`;
      value.textContent = !probabilities ? "" : probabilities[digit] === null ? "–" : percent(share);
      row.classList.toggle("best", best !== null && share === best);
    });
  };
  return { element, refresh };
}
