// Before and after a lesson: both models on the same images.

import { make } from "../dom.js";
import { say } from "../words.js";

export function beforeAfterOf({ own, mnist, own_changed: ownChanged, mnist_changed: mnistChanged, train_images: trained }) {
  const heads = ["", say("before_lesson"), say("after_lesson")].map((word) => make("th", { scope: "col" }, word));
  const table = make("table.comparison", {},
    make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, rowOf("own", say("ownDigits", { count: own.images }), own), rowOf("mnist", say("mnistImages", { count: mnist.images.toLocaleString("en") }), mnist)));
  return make("div", {}, table, make("p.hint", {}, say("ownAbout", { held: own.images, trained })),
    changesOf(say("ownDigits", { count: own.images }), ownChanged),
    changesOf(say("mnistImages", { count: mnist.images.toLocaleString("en") }), mnistChanged));
}

/** Kinds of mistakes that fit a line. */
const SHOWN = 8;

/** Which mistakes are gone, and which are new. */
function changesOf(title, changed) {
  if (!changed) return null;
  const lines = ["cured", "broke"].map((what) => {
    const sum = changed[what].reduce((all, { images }) => all + images, 0);
    const items = changed[what].slice(0, SHOWN).map((confused) => make("li", {}, say("confusionCell", { true: confused.true, answer: confused.answer, count: confused.images })));
    if (changed[what].length > SHOWN) items.push(make("li", {}, "…"));
    return make(`div.${what}`, {}, make("h4", {}, say(`changes_${what}`, { count: sum })), make("ul.changes", {}, ...items));
  });
  return make("section.changed", {}, make("h3", {}, title), ...lines);
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
