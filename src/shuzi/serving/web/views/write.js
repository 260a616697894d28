// Write digits and see the answer while writing.

import { make, percent } from "../dom.js";
import { makeBars } from "../parts/bars.js";
import { makePad } from "../parts/pad.js";
import { ranking, selectedDigit, state, watch } from "../state.js";
import { say } from "../words.js";

export function open(main) {
  const pad = makePad();
  const number = make("p.big-number", { ariaLive: "polite" });
  const hint = make("p.hint", {}, say("emptyWrite"));
  const bars = makeBars();
  const inside = make("a.button", { href: "#/look" }, say("lookAtThis"));
  const { model, layers } = state.network;
  const about = make("p.about", {}, say("writeAbout", {
    model: state.network.name,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0).toLocaleString("en"),
    accuracy: percent(model.test_accuracy),
  }));
  main.append(
    make("h1.unseen", {}, say("view_write")),
    pad.element,
    make("section.answer", { ariaLabel: say("answer") }, make("h2", {}, say("answer")), number, hint, bars.element, inside),
    about,
  );
  const refresh = () => {
    const digit = selectedDigit();
    const outputs = digit?.outputs ?? null;
    number.replaceChildren(
      ...state.digits.map((each, index) => {
        const best = each.outputs ? ranking(each.outputs)[0] : null;
        const element = make("span.one", {}, best ? String(best.digit) : "");
        element.classList.toggle("selected", index === state.selected && state.digits.length > 1);
        return element;
      }),
    );
    hint.hidden = Boolean(digit);
    inside.hidden = !digit;
    bars.refresh(outputs ? outputs[outputs.length - 1] : null);
  };
  refresh();
  const unwatch = watch(refresh);
  return () => {
    pad.close();
    unwatch();
  };
}
