// Always in view: what was written → 28×28 as the network sees it → the answer.

import { nameOf } from "../classes.js";
import { make, percent } from "../dom.js";
import { bounds } from "../framing.js";
import { answerTo, change, state, watch } from "../state.js";
import { say } from "../words.js";
import { drawStroke } from "./pad.js";
import { showPixels } from "./picture.js";

/** Fill the strip; returns a function that ends it. */
export function openStrip(strip) {
  const written = make("canvas.strip-written", { width: 96, height: 96, role: "img" });
  written.setAttribute("aria-label", say("written"));
  const list = make("ol.strip-digits");
  const empty = make("p.strip-empty", {}, say("nothing"));
  strip.replaceChildren(
    make("figure", {}, written, make("figcaption", {}, say("written"))),
    make("span.strip-arrow", { ariaHidden: "true" }, "→"),
    make("div.strip-seen", {}, list, empty, make("p.strip-caption", {}, say("seen"))),
  );
  let items = [];
  /** Which digit is in view, out of how many. */
  let shown = "";
  const refresh = () => {
    empty.hidden = state.digits.length > 0;
    while (items.length > state.digits.length) items.pop().element.remove();
    while (items.length < state.digits.length) {
      items.push(makeItem(items.length));
      list.append(items.at(-1).element);
    }
    items.forEach((item, index) => item.refresh(state.digits[index], index === state.selected));
    drawWritten(written);
    const newest = `${state.selected} of ${state.digits.length}`;
    if (newest !== shown) bringIntoView(list, items[state.selected]?.element);
    shown = newest;
  };
  refresh();
  strip.hidden = false;
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", refresh);
  const unwatch = watch((changed) => {
    if (["digits", "strokes", "grouping", "selected", "off", "damage", "network"].some((name) => changed.has(name))) refresh();
  });
  return () => {
    unwatch();
    scheme.removeEventListener("change", refresh);
    strip.hidden = true;
  };
}

/** Scroll sideways as far as it takes to see one item; the page itself stays. */
function bringIntoView(list, item) {
  if (!item) return;
  const [all, one] = [list, item].map((element) => element.getBoundingClientRect());
  if (one.left < all.left) list.scrollLeft -= all.left - one.left;
  else if (one.right > all.right) list.scrollLeft += one.right - all.right;
}

function makeItem(index) {
  const picture = make("canvas.pixels", { width: 28, height: 28, ariaHidden: "true" });
  const answer = make("b.strip-answer");
  const sure = make("span.strip-sure");
  const button = make("button.strip-digit", { type: "button", onclick: () => change({ selected: index }) }, picture, answer, sure);
  return {
    element: make("li", {}, button),
    refresh(digit, selected) {
      showPixels(picture, digit.pixels);
      button.ariaPressed = String(selected);
      if (!digit.outputs) return;
      const best = answerTo(digit.pixels, digit.outputs, digit.verdict);
      answer.textContent = best ? nameOf(best.digit, state.network.model) : say("noDigit");
      answer.classList.toggle("no-digit", !best);
      answer.classList.toggle("unsure", Boolean(best && !best.sure));
      sure.textContent = best ? percent(best.probability) : "";
      button.ariaLabel = best
        ? say("digitNumber", { number: index + 1, digit: best.digit, percent: percent(best.probability) })
        : say("noDigitNumber", { number: index + 1 });
    },
  };
}

function drawWritten(canvas) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  const colour = getComputedStyle(canvas).color;
  const strokes = state.digits[state.selected]?.strokes;
  const box = strokes && bounds(strokes);
  if (!box) return;
  const room = canvas.width - 24;
  const scale = Math.min(room / Math.max(box.width, box.height, 1), 1.2);
  const moved = strokes.map((stroke) =>
    stroke.map(([x, y, p]) => [
      x - box.x - box.width / 2 + canvas.width / 2 / scale,
      y - box.y - box.height / 2 + canvas.height / 2 / scale,
      p,
    ]),
  );
  for (const stroke of moved) drawStroke(context, stroke, scale, colour);
}
