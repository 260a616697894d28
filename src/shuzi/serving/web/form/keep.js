// What was said of fields, digit by digit, for Teach.

import { makeKeeping } from "../files/keeping.js";
import { namedDigits } from "./answers.js";
import { tell } from "./session.js";

/** What was sent, as pixels → label: named otherwise, it goes once more, and the server moves it. */
const sent = new Map();

export const toKeep = () => namedDigits().filter(({ digit, pixels }) => sent.get(pixels) !== digit);

export const { keepForTeach, toldKept } = makeKeeping(toKeep, {
  onSent: ({ digit, pixels }) => sent.set(pixels, digit),
  tell: () => tell("sheets"),
});
