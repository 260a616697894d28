// In the place of a view that needs digits, where the model in use reads classes of one's own.

import { ownClasses } from "../classes.js";
import { make } from "../dom.js";
import { useModel } from "../model.js";
import { state } from "../state.js";
import { namesInWords, say } from "../words.js";

/** What the model that comes with shuzi is called. */
const SHIPPED = "shuzi";

/** Open the view of this name, which says why it is not there, and leads to a model of digits. */
export function open(main, name) {
  const names = namesInWords(ownClasses(state.network.model));
  main.append(
    make("h1.unseen", {}, say(`view_${name}`)),
    make("section.panel.needs-digits", { role: "status" }, make("p", {}, say(`needsDigits_${name}`, { names })),
      make("button.quiet", { type: "button", onclick: () => useModel(SHIPPED) }, say("useDigits"))),
  );
  return () => {};
}
