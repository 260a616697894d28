// A convolution's arithmetic, large enough to be checked by hand: every value times its weight, and the sum as it grows.

import { make, number } from "../dom.js";
import { unitOf } from "../layers.js";
import { largestOf } from "../parts/maps.js";
import { tint } from "../parts/picture.js";
import { say } from "../words.js";

/** Decimals of products and sums. */
const DECIMALS = 3;

/** A number as it stands on the page. */
const rounded = (value, decimals) => Number(value.toFixed(decimals));

/**
 * What is shown of a convolution's place: factors with so many decimals that whoever multiplies what is shown gets the
 * product that is shown.
 */
function termsOf(layer, part) {
  const unit = unitOf(layer.index - 1);
  const values = part.values.map((value) => value / unit);
  const weights = part.weights.map((weight) => weight * unit);
  const raw = unit === 1 && values.every(Number.isInteger);
  const most = Math.max(1, ...values.map(Math.abs));
  const decimals = { value: raw ? 0 : 4, weight: 4 + Math.ceil(Math.log10(most)) };
  return values.map((value, at) => ({
    value,
    weight: weights[at],
    product: part.products[at],
    inside: part.inside[at],
    shown: rounded(value, decimals.value) * rounded(weights[at], decimals.weight),
    decimals,
  }));
}

/** How many steps it takes to build up the sum: each product, the other maps if there are some, and the bias. */
export const stepsOf = (found) => found.parts[0].values.length + (found.parts.length > 1 ? 1 : 0) + 1;

/** The window: in each cell value, weight and product; those after `counted` are still to come. */
export function windowOf(layer, part, counted) {
  const terms = termsOf(layer, part);
  const largest = largestOf(part.products);
  const cells = terms.map((term, at) => {
    const { value, weight, product, inside, shown, decimals } = term;
    const line = (name, sign, exact, text) => make(`span.factor.${name}`, { data: { value: String(exact) } }, make("i", {}, sign), text);
    const cell = make("div.term", {},
      line("values", "", value, number(value, decimals.value)),
      line("weights", "×", weight, number(weight, decimals.weight)),
      line("products", "=", product, number(shown, DECIMALS)),
    );
    if (!inside) {
      cell.classList.add("outside");
      cell.title = say("outside");
    }
    cell.classList.toggle("waiting", at >= counted);
    cell.classList.toggle("counting", at === counted - 1);
    tint(cell, product / largest);
    return cell;
  });
  const grid = make("div.terms", { role: "img", ariaLabel: say("termsLabel") }, ...cells);
  grid.style.gridTemplateColumns = `repeat(${layer.window[1]}, minmax(6.6em, 1fr))`;
  return make("div.terms-scroll", { tabIndex: 0, role: "group", ariaLabel: say("termsLabel") }, grid);
}

/** The sum after `counted` steps, and what was added last. */
export function growing(layer, found, part, counted) {
  const terms = termsOf(layer, part);
  const taps = terms.length;
  let sum = 0;
  for (const { product } of terms.slice(0, counted)) sum += product;
  let last = "";
  if (counted > 0 && counted <= taps) {
    const { value, weight, shown, decimals } = terms[counted - 1];
    last = `${number(value, decimals.value)} × ${number(weight, decimals.weight)} = ${number(shown, DECIMALS)}`;
  } else if (counted === taps + 1 && found.parts.length > 1) {
    sum = found.sum;
    last = say("othersSum", { count: found.parts.length - 1, sum: number(found.sum - part.sum) });
  } else if (counted > taps) {
    sum = found.value;
    last = `${say("bias")} ${number(found.bias)}`;
  }
  return make("p.growing", { data: { value: String(sum) } }, make("span", {}, last || " "), make("span", {}, `${say("soFar")} `, make("b", {}, number(sum))));
}

/** The maps before, by how much they add; a click shows the window in that one. */
export function channelList(found, shown, choose) {
  const byWeight = found.parts.slice().sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  const largest = Math.abs(byWeight[0].sum) || 1;
  const buttons = byWeight.slice(0, 12).map((part) => {
    const button = make("button.channel", { type: "button", ariaPressed: String(part.channel === shown), onclick: () => choose(part.channel) },
      make("span", {}, say("channel", { map: part.channel + 1 })), make("b", {}, number(part.sum)));
    tint(button, part.sum / largest);
    return make("li", {}, button);
  });
  const rest = byWeight.slice(12);
  if (rest.length) {
    const sum = rest.reduce((total, part) => total + part.sum, 0);
    buttons.push(make("li.rest", {}, say("othersSum", { count: rest.length, sum: number(sum) })));
  }
  return make("div", {}, make("p", {}, say("allMaps", { count: found.parts.length })), make("ol.channels", {}, ...buttons));
}
