// Lets a reader answer the exercises on the page. An element with `data-answer` gets an input for each number in it:
//   data-answer="24"                  exact
//   data-answer="~0.953"              rounded: fewer digits, two at least, are right too
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
    some: (right, all) => `${right} of ${all} are right.`,
    unreadable: "Write a number, such as 12, 0.25, 1/4 or 25%.",
  },
  "zh-TW": {
    answer: "你的答案",
    check: "檢查",
    right: "答對了。",
    rightOpened: "答對了，理由在上面。",
    notYet: "還沒對。",
    hint: "提示：",
    some: (right, all) => `${all} 個裡對了 ${right} 個。`,
    unreadable: "請寫一個數，例如 12、0.25、1/4 或 25%。",
  },
};

/** What may be meant by a number as somebody writes it: a list of {value, percent, decimals, digits}, maybe empty. */
function readNumbers(written) {
  // NFKC makes １２ 12 and ％ %; blanks and apostrophes group thousands.
  let text = written.normalize("NFKC").toLowerCase().replace(/[\s'’_]/g, "").replace(/[−‒–—]/g, "-");
  text = text.replace(/^[=≈~約]+/, "").replace(/^\+/, "");
  const square = /^([\d.,]+)[×x*·]([\d.,]+)(?![\d.,])/.exec(text);
  if (square && square[1] === square[2]) text = square[1]; // 24×24
  const percent = text.includes("%");
  text = text.replace(/%/g, "").replace(/(?<=\d)[\p{L}]+$/u, ""); // 469 步
  const fraction = /^(-?[\d.,]+)\/(-?[\d.,]+)$/.exec(text);
  if (fraction) {
    const [above, below] = [readNumbers(fraction[1])[0], readNumbers(fraction[2])[0]];
    if (!above || !below || below.value === 0) return [];
    return [{ value: above.value / below.value, percent, decimals: Infinity, digits: Infinity }];
  }
  if (!/^-?(\d[\d.,]*|[.,]\d+)$/.test(text)) return [];
  const forms = new Set();
  for (const [group, point] of [[",", "."], [".", ","]]) {
    const grouped = new RegExp(`^-?[1-9]\\d{0,2}(\\${group}\\d{3})+(\\${point}\\d+)?$`).test(text);
    const plain = new RegExp(`^-?\\d*(\\${point}\\d*)?$`).test(text);
    if (grouped || plain) forms.add((grouped ? text.replaceAll(group, "") : text).replace(point, "."));
  }
  return [...forms].map((form) => {
    const [, after = ""] = form.split(".");
    return {
      value: Number(form),
      percent,
      decimals: after.length,
      digits: form.replace(/[-.]/g, "").replace(/^0+/, "").length,
    };
  });
}

/** Whether one of the numbers that may be meant is the answer, such as `24`, `~0.953` or `11.35%`. */
function isAnswer(written, answer) {
  const rounded = answer.startsWith("~");
  const [wanted] = readNumbers(answer);
  return readNumbers(written).some((given) => {
    // Of a percentage 11.35%, 11.35 and 0.1135 are right; of a number, 25% is 0.25.
    const factors = wanted.percent ? (given.percent ? [1] : [1, 100]) : [given.percent ? 0.01 : 1];
    return factors.some((factor) => {
      const value = given.value * factor;
      const apart = Math.abs(value - wanted.value);
      if (apart < 1e-9 * Math.max(1, Math.abs(wanted.value))) return true;
      if (!rounded) return false;
      if (given.decimals >= wanted.decimals) return apart <= 0.51 * 10 ** -wanted.decimals;
      return given.digits >= 2 && apart <= 0.51 * 10 ** -given.decimals * factor;
    });
  });
}

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
    const right = inputs.map((input, place) => isAnswer(input.value, asked[place].answer));
    inputs.forEach((input, place) => input.setAttribute("aria-invalid", String(!right[place])));
    const count = right.filter(Boolean).length;
    form.dataset.right = String(count === asked.length);
    if (count === asked.length) {
      if (element instanceof HTMLDetailsElement) element.open = true;
      told.textContent = element.dataset.why ? `${words.right} ${element.dataset.why}` : words.rightOpened;
    } else if (inputs.some((input) => readNumbers(input.value).length === 0)) {
      told.textContent = words.unreadable;
    } else {
      const hint = element.dataset.hint ? ` ${words.hint}${element.dataset.hint}` : "";
      const some = asked.length > 1 ? words.some(count, asked.length) : words.notYet;
      told.textContent = some + hint;
    }
  });
  element.after(form);
}

document.addEventListener("DOMContentLoaded", () => {
  const words = EXERCISE_WORDS[document.documentElement.lang] ?? EXERCISE_WORDS.en;
  document.querySelectorAll("[data-answer]").forEach((element, place) => addInputs(element, place + 1, words));
});
