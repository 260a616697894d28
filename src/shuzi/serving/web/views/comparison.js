// Before and after a lesson: both models on the same images.

import { make } from "../dom.js";
import { say } from "../words.js";

export function comparisonOf({ own, mnist, train_images: trained }) {
  const heads = ["", say("before_lesson"), say("after_lesson")].map((word) => make("th", { scope: "col" }, word));
  const table = make("table.comparison", {},
    make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, rowOf("own", say("ownDigits", { count: own.images }), own), rowOf("mnist", say("mnistImages", { count: mnist.images.toLocaleString("en") }), mnist)));
  return make("div", {}, table, make("p.hint", {}, say("ownAbout", { held: own.images, trained })));
}

function rowOf(name, title, { images, before, after }) {
  const cells = [before, after].map((share) => {
    const fill = make("div.bar-fill");
    fill.style.transform = `scaleX(${share})`;
    const right = say("rightOf", { right: Math.round(share * images).toLocaleString("en"), images: images.toLocaleString("en") });
    return make("td", { data: { value: String(share) } }, make("b", {}, `${(100 * share).toFixed(images > 1000 ? 2 : 1)}%`), make("div.bar-track", {}, fill), make("span", {}, right));
  });
  cells[1].classList.toggle("better", after > before);
  return make("tr", { data: { row: name } }, make("th", { scope: "row" }, title), ...cells);
}
