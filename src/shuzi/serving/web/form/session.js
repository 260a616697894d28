// What the parts of Form share: the page with its fields, and the filled sheets.

import { makeTelling } from "../files/telling.js";

export const session = {
  /** The example page: { picture (a Blob), width, height, file, number, count }; null before there is one. */
  page: null,
  /** Boxes that are found printed on it, as fields. */
  printed: [],
  /** Whether the example holds answers. */
  filled: false,
  /**
   * Each { id, name, box, digits, range, allowed, leading_zeros, blank, check, sum }, never changed in place; `sum` holds ids
   * of other fields, all else is as in a form file.
   */
  fields: [],
  /** The id of the field that is chosen. */
  chosen: null,
  /** What is shown: `fields` or `sheets`. */
  step: "fields",
  /**
   * Filled sheets, each as the queue keeps it (files/queue.js), with `said`, what a person says by field id, and once it was
   * read `answers` by field id.
   */
  sheets: [],
  /** Why what was dropped last could not be used. */
  problem: "",
  /** Whether a page is being opened. */
  opening: false,
};

/** Call back with `page`, `fields`, `chosen`, `values` (of the chosen field, by its editor), `sheets` or `step`. */
export const { listen, tell } = makeTelling();

export const chosenField = () => session.fields.find(({ id }) => id === session.chosen) ?? null;

export function choose(id) {
  session.chosen = id;
  tell("chosen");
}

export function goTo(step) {
  session.step = step;
  tell("step");
}
