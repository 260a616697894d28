// What may stand in the chosen field: its name, how many digits, and the rules that choose among close readings.

import { make } from "../dom.js";
import { say } from "../words.js";
import { alike, copy, edit, passOn, remove } from "./edits.js";
import { CHECKS } from "./rules.js";
import { choose, chosenField, session } from "./session.js";

/** Digits of a field at most; as in forms/form_file.py. */
const MOST = 40;

/** The editor of the chosen field; null if none is. */
export function editorOf() {
  const field = chosenField();
  if (!field) return null;
  const now = () => chosenField() ?? field;
  const set = (values) => edit(field.id, values, { by: "values" });
  const name = make("input", { id: "field-name", type: "text", value: field.name, maxLength: 80, autocomplete: "off", oninput: () => edit(field.id, { name: name.value }, { by: "values", kind: "name" }), onkeydown: (event) => event.key === "Enter" && name.blur() });
  return make("section.editor.field-editor", { ariaLabel: say("formEditor") },
    make("div.editor-head", {},
      row("field-name", say("formName"), name),
      make("button.quiet.close", { type: "button", ariaLabel: say("close"), title: say("keyIs", { key: "Esc" }), onclick: () => choose(null) }, "×")),
    digitsOf(now, set),
    rangeOf(now, set),
    allowedOf(now, set),
    make("div.field-ticks", {},
      tick("field-blank", say("formBlank"), field.blank, (blank) => set({ blank })),
      tick("field-zeros", say("formZeros"), field.leading_zeros, (leading_zeros) => set({ leading_zeros }))),
    checkOf(now, set),
    alike(field).length ? make("button.quiet.pass-on", { type: "button", onclick: () => passOn(now()) }, say("formPassOn", { count: alike(field).length })) : null,
    make("div.tools", {},
      make("button.tool", { type: "button", title: say("keyIs", { key: "D" }), onclick: () => copy(now()) }, say("formCopy")),
      make("button.tool", { type: "button", title: say("keyIs", { key: "Delete" }), onclick: () => remove(field.id) }, say("formDelete"))),
  );
}

const row = (id, words, ...inputs) => make("div.field-row", {}, make("label", { htmlFor: id }, words), make("span", {}, ...inputs));

function whole(id, value, label, onchange) {
  const input = make("input.whole", { id, type: "text", value: value ?? "", ariaLabel: label, autocomplete: "off", onchange: () => onchange(numberIn(input.value)) });
  input.inputMode = "numeric";
  return input;
}

/** A whole number; null where there is none. */
const numberIn = (text) => (/^\d{1,15}$/.test(text.trim()) ? Number(text) : null);

function digitsOf(now, set) {
  const inside = (value, otherwise) => (value ? Math.min(MOST, value) : otherwise);
  const show = () => now().digits.forEach((value, at) => (inputs[at].value = value));
  const inputs = [0, 1].map((at) =>
    whole(`field-digits-${at}`, now().digits[at], say(at ? "formDigitsMost" : "formDigitsLeast"), (value) => {
      const digits = [...now().digits];
      digits[at] = inside(value, digits[at]);
      // Whoever raises the least, or lowers the most, means the other one with it.
      if (digits[0] > digits[1]) digits[1 - at] = digits[at];
      set({ digits });
      show();
    }));
  return row("field-digits-0", say("formDigits"), inputs[0], ` ${say("formTo")} `, inputs[1]);
}

function rangeOf(now, set) {
  const values = [...(now().range ?? [null, null])];
  const told = make("span.problem", { role: "alert" });
  const inputs = [0, 1].map((at) =>
    whole(`field-range-${at}`, values[at], say(at ? "formRangeTo" : "formRangeFrom"), (value) => {
      values[at] = value;
      const both = values.every((each) => each !== null);
      const wrong = both && values[0] > values[1];
      told.textContent = wrong ? say("formRangeWrong") : "";
      if (!wrong) set({ range: both ? [...values] : null });
    }));
  return make("div", {}, row("field-range-0", say("formRange"), inputs[0], ` ${say("formTo")} `, inputs[1]), told);
}

function allowedOf(now, set) {
  const input = make("input", {
    id: "field-allowed", type: "text", value: now().allowed.join(", "), placeholder: "1, 2, 3", autocomplete: "off",
    onchange: () => {
      const allowed = [...new Set(input.value.match(/[0-9]+/g) ?? [])];
      set({ allowed });
      input.value = allowed.join(", ");
    },
  });
  return row("field-allowed", say("formAllowed"), input);
}

function tick(id, words, checked, onchange) {
  const box = make("input", { type: "checkbox", id, checked, onchange: () => onchange(box.checked) });
  return make("label.print-choice", { htmlFor: id }, box, ` ${words}`);
}

function checkOf(now, set) {
  const field = now();
  const others = session.fields.filter(({ id }) => id !== field.id);
  const list = make("div.sum-of", { hidden: !field.sum.length }, make("p.hint", {}, say("formSumAbout")),
    ...others.map((other) => tick(`sum-${other.id}`, other.name, field.sum.includes(other.id), (is) => set({ sum: is ? [...now().sum, other.id] : now().sum.filter((id) => id !== other.id) }))));
  const select = make("select", {
    id: "field-check",
    onchange: () => {
      list.hidden = select.value !== "sum";
      set({ check: CHECKS[select.value] ? select.value : null, sum: list.hidden ? [] : now().sum });
    },
  }, ...["none", ...Object.keys(CHECKS), ...(others.length ? ["sum"] : [])].map((name) => make("option", { value: name }, say(`formCheck_${name}`))));
  select.value = field.sum.length ? "sum" : (field.check ?? "none");
  return make("div", {}, row("field-check", say("formCheck"), select), list);
}
