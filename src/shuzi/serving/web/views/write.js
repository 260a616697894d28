// Write digits and see the answer while writing.

import { make, percent } from "../dom.js";
import { isBlank } from "../framing.js";
import { makeBars } from "../parts/bars.js";
import { makeLabels } from "../parts/labels.js";
import { makePad } from "../parts/pad.js";
import { answerTo, selectedDigit, state, watch } from "../state.js";
import { say } from "../words.js";

export function open(main) {
  const pad = makePad();
  const number = make("p.big-number", { ariaLive: "polite" });
  const hint = make("p.hint", {}, say("emptyWrite"));
  const bars = makeBars();
  const inside = make("a.button", { href: "#/look" }, say("lookAtThis"));
  const labels = makeLabels({
    pixels: () => selectedDigit().pixels,
    onKept: (label, { folder, counts }) => {
      const sum = counts.reduce((all, count) => all + count, 0);
      Object.assign(selectedDigit(), { label, kept: `${say("corrected", { digit: label, folder })} ${say("labelledSoFar", { count: sum })}` });
      refresh();
    },
  });
  const teach = make("div.write-labels", {}, make("h3", {}, say("correct")), make("p.hint", {}, say("labelAbout")), labels.element, make("a.quiet-link", { href: "#/teach" }, say("view_teach")));
  const { model, layers } = state.network;
  const about = make("p.about", {}, say(model.data === "mnist" ? "writeAbout" : "writeAboutOwn", {
    count: model.test_images,
    model: state.network.name,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0).toLocaleString("en"),
    accuracy: percent(model.test_accuracy),
  }));
  main.append(
    make("h1.unseen", {}, say("view_write")),
    pad.element,
    make("section.answer", { ariaLabel: say("answer") }, make("h2", {}, say("answer")), number, hint, bars.element, inside, teach),
    about,
  );
  const refresh = () => {
    const digit = selectedDigit();
    const nothing = !digit || isBlank(digit.pixels);
    number.replaceChildren(...(digit ? state.digits.map(answerOf) : [make("span.no-digit", {}, say("noDigit"))]));
    hint.hidden = Boolean(digit);
    inside.hidden = !digit;
    teach.hidden = nothing;
    labels.refresh(digit?.label ?? null, digit?.kept);
    bars.refresh(nothing ? null : (digit.outputs?.at(-1) ?? null));
  };
  refresh();
  const unwatch = watch(refresh);
  return () => {
    pad.close();
    unwatch();
  };
}

function answerOf({ pixels, outputs }, index) {
  const best = outputs ? answerTo(pixels, outputs) : null;
  const element = make(outputs && !best ? "span.one.no-digit" : "span.one", {}, best ? String(best.digit) : outputs ? say("noDigit") : "");
  element.classList.toggle("selected", index === state.selected && state.digits.length > 1);
  return element;
}
