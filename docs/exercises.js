// Lets a reader answer the exercises on the page. An element with `data-answer` gets an input for each number in it:
//   data-answer="24"                  exact
//   data-answer="~0.953"              measured or rounded: two digits are enough
//   data-answer="the 3: 0; the 7: 0.4"   several, each with what it is asked of
// `data-hint` says what to think of after a wrong answer. Most are the fold-out of a question: a right answer opens it,
// and it is all there is without JavaScript. Others stand behind a question, and `data-why` gives the reason.
"use strict";

const EXERCISE_WORDS = {
  en: {
    answer: "Your answer",
    check: "Check",
    right: "Right.",
    rightOpened: "Right. The reason stands above.",
    notYet: "Not yet.",
    hint: "Hint: ",
    and: ", ",
    between: " ",
    some: (right, all) => `${right} of ${all} ${right === 1 ? "is" : "are"} right.`,
    coarse: (more, of) => `Right so far${of && ` (${of})`}: give ${more === 1 ? "one more digit" : `${more} more digits`}.`,
    unreadable: "Write a number, such as 12, 0.25, 1/4, 25% or 28×28.",
  },
  "zh-TW": {
    answer: "你的答案",
    check: "檢查",
    right: "答對了。",
    rightOpened: "答對了，理由在上面。",
    notYet: "還沒對。",
    hint: "提示：",
    and: "、",
    between: "",
    some: (right, all) => `${all} 個裡對了 ${right} 個。`,
    coarse: (more, of) => `對了一部分${of && `（${of}）`}：再多寫${more === 1 ? "一" : ` ${more} `}位。`,
    unreadable: "請寫一個數，例如 12、0.25、1/4、25% 或 28×28。",
  },
};

/** What may be meant by a number as somebody writes it: a list of {value, percent, decimals}, maybe empty. */
function readNumbers(written) {
  // Before NFKC, which makes ² a 2: 24² and 2.352×10³.
  let text = written.replace(/[⁰¹²³⁴-⁹⁻]+/g, (power) => `^${power}`);
  // NFKC makes １２ 12 and ％ %; blanks and apostrophes group thousands.
  text = text.normalize("NFKC").toLowerCase().replace(/[\s'’_]/g, "").replace(/[−‒–—]/g, "-");
  text = text.replace(/^[=≈~約]+/, "").replace(/^\+/, "");
  const percent = text.includes("%");
  text = text.replace(/%$/, "").replace(/(?<=\d)\p{L}+$/u, ""); // 469 步
  text = text.replace(/[×*·⋅・]|(?<=\d)x(?=[\d.,-])/g, "×").replace(/×10\^(?=-?\d+$)/, "e");
  const fraction = /^(-?[\d.,]+)\/(-?[\d.,]+)$/.exec(text);
  if (fraction) {
    const [above, below] = [readNumbers(fraction[1])[0], readNumbers(fraction[2])[0]];
    if (!above || !below || below.value === 0) return [];
    return [exactly(above.value / below.value, percent)];
  }
  const factors = text.split("×");
  if (factors.length === 1 && !text.includes("^")) return readPlain(text).map((number) => ({ ...number, percent }));
  return readProduct(factors).map((value) => exactly(value, percent));
}

const exactly = (value, percent) => ({ value, percent, decimals: Infinity });

/** What a product comes to, and the side of a square: 24×24 and 24² are 576, and the size of a map of 24×24. */
function readProduct(factors) {
  const values = factors.map(readPower);
  const all = values.reduce((products, some) => products.flatMap((product) => some.map((value) => product * value)), [1]);
  if (factors.length === 2 && factors[0] === factors[1]) return [...all, ...values[0]];
  return factors.length === 1 && /\^2$/.test(factors[0]) ? [...all, ...readPower(factors[0].slice(0, -2))] : all;
}

function readPower(text) {
  const [base, exponent = "1", ...more] = text.split("^");
  if (more.length > 0 || !/^-?\d+$/.test(exponent)) return [];
  return readPlain(base).map(({ value }) => value ** exponent);
}

/** What may be meant by digits with points, commas and an exponent. */
function readPlain(text) {
  const [, digits, exponent = "0"] = /^(-?(?:\d[\d.,]*|[.,]\d+))(?:e\+?(-?\d+))?$/.exec(text) ?? [];
  if (!digits) return [];
  const forms = new Set();
  for (const [group, point] of [[",", "."], [".", ","]]) {
    const grouped = new RegExp(`^-?[1-9]\\d{0,2}(\\${group}\\d{3})+(\\${point}\\d+)?$`).test(digits);
    const plain = new RegExp(`^-?\\d*(\\${point}\\d*)?$`).test(digits);
    if (grouped || plain) forms.add((grouped ? digits.replaceAll(group, "") : digits).replace(point, "."));
  }
  return [...forms].flatMap((form) => {
    const [, after = ""] = form.split(".");
    const [value, decimals] = [Number(`${form}e${exponent}`), after.length - Number(exponent)];
    const zeros = form.includes(".") || Number(form) === 0 ? 0 : /0*$/.exec(form)[0].length;
    // 650 may have been 651 with two digits.
    return zeros > 0 ? [{ value, decimals }, { value, decimals: decimals - zeros }] : [{ value, decimals }];
  });
}

/**
 * How many digits are still missing from what somebody wrote, where the answer is such as `24`, `~0.953` or `11.35%`:
 * 0 where it is right, Infinity where it is wrong.
 */
function digitsMissing(written, answer) {
  const rounded = answer.startsWith("~");
  const [wanted] = readNumbers(answer);
  const missing = readNumbers(written).flatMap((given) => {
    // Of a percentage 11.35%, 11.35 and 0.1135 are right; of a number, 25% is 0.25.
    const shifts = wanted.percent ? (given.percent ? [0] : [0, 2]) : [given.percent ? -2 : 0];
    return shifts.map((shift) => {
      const apart = Math.abs(given.value * 10 ** shift - wanted.value);
      const decimals = given.decimals - shift;
      if (apart < 1e-9 * Math.max(1, Math.abs(wanted.value))) return 0;
      if (decimals >= wanted.decimals) return rounded && apart <= 0.51 * 10 ** -wanted.decimals ? 0 : Infinity;
      const digits = Math.floor(Math.log10(Math.abs(wanted.value))) + 1 + decimals; // of the answer, as far as it is told
      if (apart > 0.51 * 10 ** -decimals || digits < 1) return Infinity;
      if (rounded) return Math.max(0, 2 - digits);
      return digits > 1 ? wanted.decimals - decimals : Infinity; // 0.5 is no beginning of 0.52
    });
  });
  return Math.min(Infinity, ...missing);
}

/** Whether one of the numbers that may be meant is the answer. */
const isAnswer = (written, answer) => digitsMissing(written, answer) === 0;

/** What an element asks for: a list of {label, answer}. */
function askedOf(element) {
  return element.dataset.answer.split(";").map((part) => {
    const [answer, label = ""] = part.split(":").reverse();
    return { label: label.trim(), answer: answer.trim() };
  });
}

/** The paragraph that asks what the element behind it checks: the last one that begins with a number in bold. */
function questionBefore(element) {
  let before = element.previousElementSibling;
  while (!before.matches("p:has(> strong:first-child)")) before = before.previousElementSibling;
  return before;
}

/** What is said where not all is right: how many are, what lacks digits, and a hint where something is wrong. */
function notYet(missing, asked, hint, words) {
  const wrong = missing.includes(Infinity);
  const coarse = missing.filter((digits) => digits > 0 && digits < Infinity);
  const labels = asked.filter((_, place) => coarse.includes(missing[place])).map(({ label }) => label);
  return [
    asked.length > 1 ? words.some(missing.filter((digits) => digits === 0).length, asked.length) : wrong && words.notYet,
    coarse.length > 0 && words.coarse(Math.max(...coarse), labels.join(words.and)),
    wrong && hint && words.hint + hint,
  ].filter(Boolean).join(words.between);
}

/** Put the inputs of an exercise behind it. */
function addInputs(element, number, words) {
  const question = element.querySelector("summary") ?? questionBefore(element);
  question.id ||= `exercise-${number}`;
  const form = document.createElement("form");
  form.className = "exercise";
  form.noValidate = true;
  const asked = askedOf(element);
  const inputs = asked.map(({ label }, place) => {
    const said = document.createElement("label");
    const input = document.createElement("input");
    input.type = "text";
    input.autocomplete = "off";
    input.size = 9;
    said.id = `${question.id}-${place}`;
    said.append(label || words.answer, " ", input);
    input.setAttribute("aria-labelledby", `${question.id} ${said.id}`);
    form.append(said);
    return input;
  });
  const button = document.createElement("button");
  button.type = "submit";
  button.className = "md-button";
  button.textContent = words.check;
  const told = document.createElement("output");
  form.append(button, told);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const missing = inputs.map((input, place) => digitsMissing(input.value, asked[place].answer));
    inputs.forEach((input, place) => input.setAttribute("aria-invalid", String(missing[place] > 0)));
    const count = missing.filter((digits) => digits === 0).length;
    form.dataset.right = missing.includes(Infinity) ? "false" : count === asked.length ? "true" : "coarse";
    if (count === asked.length) {
      if (element instanceof HTMLDetailsElement) element.open = true;
      told.textContent = element.dataset.why ? words.right + words.between + element.dataset.why : words.rightOpened;
    } else if (inputs.some((input) => readNumbers(input.value).length === 0)) {
      told.textContent = words.unreadable;
    } else {
      told.textContent = notYet(missing, asked, element.dataset.hint, words);
    }
  });
  element.after(form);
}

document.addEventListener("DOMContentLoaded", () => {
  const words = EXERCISE_WORDS[document.documentElement.lang] ?? EXERCISE_WORDS.en;
  document.querySelectorAll("[data-answer]").forEach((element, place) => addInputs(element, place + 1, words));
});
