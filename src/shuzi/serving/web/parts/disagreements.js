// The test images to which two models say different things, by who is right.

import { ask } from "../ask.js";
import { bytesIn } from "../base64.js";
import { ownClasses } from "../classes.js";
import { make, percent } from "../dom.js";
import { showPixelsSoon } from "./picture.js";
import { changePixels } from "../state.js";
import { namesInWords, say } from "../words.js";

const GROUPS = ["all", "first", "second", "neither"];

/** Make the panel; returns { element, show(first, second) }, which takes two models as GET /api/models gives them. */
export function makeDisagreements() {
  const body = make("div.disagreements");
  let names = [null, null];
  let asked = 0;
  const begin = () => {
    const same = names[0] === names[1];
    body.replaceChildren(make("button.quiet", { type: "button", disabled: same, onclick: () => look("all") }, say("disagreeLook")),
      make("p.hint", {}, same ? say("disagreeSame") : say("disagreeAbout", { count: "10,000" })));
  };
  async function look(group, list = null) {
    const turn = ++asked;
    if (!list) body.replaceChildren(make("p.loading", { role: "status" }, say("computing")));
    const right = group === "all" ? {} : { right: group };
    try {
      const found = await ask("/api/disagreements", { first: names[0], second: names[1], ...right, skip: list?.children.length ?? 0 });
      if (turn !== asked) return;
      if (list) list.append(...found.shown.map(itemOf));
      else draw(found, group);
      const left = total(found, group) - body.querySelector("ol").children.length;
      body.querySelector(".more").hidden = left <= 0;
    } catch (error) {
      if (turn === asked) body.replaceChildren(make("p.problem", { role: "alert" }, say("failed", { why: error.message })));
    }
  }
  function draw(found, group) {
    const list = make("ol.disagreed", {}, ...found.shown.map(itemOf));
    const tabs = GROUPS.map((name) => make("button.tool", { type: "button", data: { group: name }, ariaPressed: String(name === group), onclick: () => look(name).then(() => body.querySelector(`[data-group="${name}"]`)?.focus()) }, say(`disagree_${name}`, { count: total(found, name) })));
    const more = make("button.quiet.more", { type: "button", hidden: true, onclick: () => look(group, list) }, say("disagreeMore"));
    const none = total(found, "all") === 0 ? make("p.hint", {}, say("disagreeNone", { count: found.images.toLocaleString("en") })) : null;
    body.replaceChildren(make("div.tools", {}, ...tabs), ...(none ? [none] : []), list, more);
  }
  return {
    element: make("section.panel.disagree", {}, make("h2", {}, say("disagreements")), body),
    show(...models) {
      const [first, second] = models.map(({ name }) => name);
      if (first === names[0] && second === names[1]) return;
      names = [first, second];
      asked++;
      const own = models.find(ownClasses);
      if (own) body.replaceChildren(make("p.hint", {}, say("needsDigits_compare", { model: own.name, names: namesInWords(own.classes) })));
      else begin();
    },
  };
}

const total = ({ counts }, group) => (group === "all" ? counts.first + counts.second + counts.neither : counts[group]);

function itemOf({ index, true: truth, answers: [a, b], confidences, pixels }) {
  const bytes = bytesIn(pixels);
  const canvas = make("canvas.pixels", { width: 28, height: 28, ariaHidden: "true" });
  showPixelsSoon(canvas, bytes);
  const said = (letter, answer, at) => make(answer === truth ? "span.right" : "span", {}, `${letter} ${answer} · ${percent(confidences[at])}`);
  const label = say("disagreeOne", { index, true: truth, a, b });
  const choose = () => {
    changePixels(bytes);
    document.querySelector(".compare-pad").scrollIntoView({ block: "nearest" });
  };
  return make("li", {}, make("button", { type: "button", ariaLabel: label, title: label, onclick: choose }, canvas, said("A", a, 0), said("B", b, 1)));
}
