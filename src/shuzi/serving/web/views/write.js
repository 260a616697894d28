// Write digits and see the answer while writing.

import { nameOf, ownClasses } from "../classes.js";
import { make, percent } from "../dom.js";
import { isBlank } from "../framing.js";
import { makeBars } from "../parts/bars.js";
import { makeLabels } from "../parts/labels.js";
import { makePad } from "../parts/pad.js";
import { readPad } from "../reading.js";
import { answerTo, ranking, selectedDigit, state, watch } from "../state.js";
import { namesInWords, say } from "../words.js";

export function open(main) {
  const pad = makePad();
  const number = make("p.big-number", { ariaLive: "polite" });
  const hint = make("p.hint", {}, say("emptyWrite"));
  const doubt = make("p.hint.doubt", { role: "status" });
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
  const own = ownClasses(state.network.model);
  const teach = own ? make("p.hint", {}, say("needsDigits_labels")) : make("div.write-labels", {}, make("h3", {}, say("correct")), make("p.hint", {}, say("labelAbout")), labels.element, make("a.quiet-link", { href: "#/teach" }, say("view_teach")));
  const { model, layers } = state.network;
  const about = make("p.about", {}, say(own ? "writeAboutSigns" : model.data === "mnist" ? "writeAbout" : "writeAboutOwn", {
    names: own ? namesInWords(own) : "",
    count: model.test_images,
    model: state.network.name,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0).toLocaleString("en"),
    accuracy: percent(model.test_accuracy),
  }));
  main.append(
    make("h1.unseen", {}, say("view_write")),
    pad.element,
    make("section.answer", { ariaLabel: say("answer") }, make("h2", {}, say("answer")), number, hint, doubt, bars.element, inside, teach),
    about,
    ...(model.member ? [make("p.about", {}, say("firstMember", model))] : []),
  );
  const refresh = () => {
    const digit = selectedDigit();
    const nothing = !digit || isBlank(digit.pixels);
    number.replaceChildren(...(digit ? rowsOf(state.digits) : [make("span.no-digit", {}, say("noDigit"))]));
    hint.hidden = Boolean(digit);
    doubt.textContent = digit ? doubtOf(digit) : "";
    inside.hidden = !digit;
    teach.hidden = nothing;
    labels.refresh(digit?.label ?? null, digit?.kept);
    bars.refresh(nothing || digit.verdict?.digit === null ? null : (digit.outputs?.at(-1) ?? null));
  };
  refresh();
  const unwatch = watch(refresh);
  const stopReading = readPad();
  return () => {
    pad.close();
    stopReading();
    unwatch();
  };
}

/** The answers, row by row as they were written. */
function rowsOf(digits) {
  return digits.flatMap((digit, at) => (at && digit.row !== digits[at - 1].row ? [make("span.row-end"), answerOf(digit, at)] : [answerOf(digit, at)]));
}

/** Why an answer is not sure; nothing where it is, or where the reader has not seen it yet. */
function doubtOf({ pixels, outputs, verdict }) {
  if (!verdict || !outputs) return "";
  const best = answerTo(pixels, outputs, verdict);
  if (!best) return say("readerNone");
  if (best.sure) return "";
  const [alone] = ranking(outputs);
  const values = { digit: verdict.digit, percent: percent(verdict.confidence), best: alone.digit, alone: percent(alone.probability) };
  return say(verdict.digit === best.digit ? "readerUnsure" : "readerOther", values);
}

function answerOf({ pixels, outputs, verdict }, index) {
  const best = outputs ? answerTo(pixels, outputs, verdict) : null;
  const element = make(outputs && !best ? "span.one.no-digit" : "span.one", {}, best ? nameOf(best.digit, state.network.model) : outputs ? say("noDigit") : "");
  element.classList.toggle("named", element.textContent.length > 2);
  element.classList.toggle("unsure", Boolean(best && !best.sure));
  element.classList.toggle("selected", index === state.selected && state.digits.length > 1);
  return element;
}
