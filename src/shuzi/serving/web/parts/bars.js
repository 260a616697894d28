// Ten bars, one for each digit.

import { make, percent } from "../dom.js";
import { say } from "../words.js";

/** Make the bars; returns { element, refresh(probabilities) }. */
export function makeBars() {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const fill = make("div.bar-fill");
    const value = make("span.bar-value");
    const element = make("li.bar-row", {}, make("b", {}, String(digit)), make("div.bar-track", {}, fill), value);
    return { element, fill, value };
  });
  const element = make("ol.bars", {}, ...rows.map((row) => row.element));
  element.setAttribute("aria-label", say("probabilities"));
  const refresh = (probabilities) => {
    const best = probabilities ? Math.max(...probabilities) : null;
    rows.forEach(({ element: row, fill, value }, digit) => {
      const share = probabilities?.[digit] ?? 0;
      fill.style.transform = `scaleX(${share})`;
      value.textContent = probabilities ? percent(share) : "";
      row.classList.toggle("best", probabilities !== null && share === best);
    });
  };
  return { element, refresh };
}
