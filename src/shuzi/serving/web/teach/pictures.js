// The labelled digits of one kind: look at each, give it another label, or take it out.

import { ask, send } from "../ask.js";
import { bytesIn } from "../base64.js";
import { announce, make } from "../dom.js";
import { makeLabels } from "../parts/labels.js";
import { showPixelsSoon } from "../parts/picture.js";
import { say } from "../words.js";

/**
 * Make the pictures; returns { element, show(digit) }.
 * @param {() => void} onChange when there are more or fewer of some digit
 */
export function makePictures(onChange) {
  const head = make("h3", { tabIndex: -1 });
  const list = make("ol.pictures");
  const others = make("p.hint", { hidden: true });
  const editor = make("div.picture-editor", { hidden: true });
  const element = make("div.pictures-of", { hidden: true }, head, list, others, editor);
  let digit = null;
  let asked = 0;

  function edit(image, button) {
    for (const other of list.querySelectorAll("button")) other.ariaPressed = String(other === button);
    const labels = makeLabels({ pixels: () => image.bytes, onKept: () => done(say("relabelled")) });
    labels.refresh(digit);
    const remove = make("button.quiet", { type: "button", onclick: () => takeOut(image) }, say("takeOut"));
    editor.replaceChildren(make("p", {}, say("relabel")), labels.element, remove);
    editor.hidden = false;
  }
  async function takeOut(image) {
    try {
      await send(`/api/corrections/${digit}/${image.name}`, undefined, "DELETE");
      done(say("takenOut"));
    } catch (error) {
      editor.append(make("p.problem", { role: "alert" }, say("failed", { why: error.message })));
    }
  }
  function done(text) {
    announce(text);
    head.focus();
    show(digit);
    onChange();
  }
  async function show(chosen) {
    digit = chosen;
    const turn = ++asked;
    element.hidden = digit === null;
    if (digit === null) return;
    editor.hidden = true;
    let found;
    try {
      found = await ask(`/api/corrections/${digit}`);
    } catch (error) {
      if (turn === asked) list.replaceChildren(make("li.problem", {}, say("failed", { why: error.message })));
      return;
    }
    if (turn !== asked) return;
    head.textContent = say("picturesOf", { digit, count: found.count });
    others.hidden = found.count === found.images.length;
    others.textContent = say("picturesOthers", { count: found.count - found.images.length });
    list.replaceChildren(...found.images.map(({ name, pixels }, at) => {
      const image = { name, bytes: bytesIn(pixels) };
      const canvas = make("canvas.pixels", { width: 28, height: 28, ariaHidden: "true" });
      showPixelsSoon(canvas, image.bytes);
      const button = make("button.picture", { type: "button", ariaPressed: "false", ariaLabel: say("picture", { digit, number: at + 1 }), onclick: () => edit(image, button) }, canvas);
      return make("li", {}, button);
    }));
  }
  return { element, show };
}
