// The page's words in two languages: chosen by the browser, switched by a button, remembered here.

import { nameOf, ownClasses } from "./classes.js";
import { state } from "./state.js";
import { en } from "./words/en.js";
import { formEn } from "./words/form-en.js";
import { formZh } from "./words/form-zh-tw.js";
import { saidEn, signsEn } from "./words/signs-en.js";
import { saidZh, signsZh } from "./words/signs-zh-tw.js";
import { zh } from "./words/zh-tw.js";

const LANGUAGES = { en: { ...en, ...formEn, ...signsEn }, "zh-TW": { ...zh, ...formZh, ...signsZh } };
/** Said in the place of words about digits, for a model of classes of one's own. */
const SAID = { en: saidEn, "zh-TW": saidZh };
/** Values that are the number of a class. */
const CLASSES = new Set(["digit", "rival"]);
/** Of the names of classes, in a sentence. */
const NAMES_TOLD = 12;
const KEPT = "shuzi.language";

let language = document.documentElement.dataset.language ?? localStorage.getItem(KEPT) ?? (navigator.languages?.[0]?.toLowerCase().startsWith("zh") ? "zh-TW" : "en");
if (!LANGUAGES[language]) language = "en";

export const currentLanguage = () => language;

/**
 * A sentence in the current language; `{name}` in it becomes the value of that name. Of a model of classes of one's own it
 * speaks of signs, and names them; trainings, which are watched beside it, learn digits all the same.
 */
export function say(key, values = {}) {
  const model = state.network?.model;
  const own = ownClasses(model) && !key.startsWith("train") && !(key in signsEn);
  const text = (own && LANGUAGES[language][`${key}_own`]) || LANGUAGES[language][key];
  if (text === undefined) throw new Error(`there is no word for ${key}`);
  const told = own && !(`${key}_own` in signsEn) ? text.replace(ofDigits[language], (found) => SAID[language].find(([word]) => word === found)?.[1] ?? found) : text;
  return told.replace(/\{(\w+)\}/g, (_, name) => (own && CLASSES.has(name) && Number.isInteger(values[name]) ? nameOf(values[name], model) : values[name]));
}

/** What a model's recipe is called; its card says in English that something of it was changed. */
export function recipeName(recipe) {
  const [name, changed] = [recipe.replace(/, changed$/, ""), recipe.endsWith(", changed")];
  return changed ? say("recipeChanged", { name }) : name;
}

/** The names in a line; of many the first ones. */
export function namesInWords(classes) {
  return classes.length > NAMES_TOLD ? `${classes.slice(0, NAMES_TOLD).join(say("listComma"))} …` : classes.join(say("listComma"));
}

/** What speaks of digits, and what stands in braces and is left as it is. */
const ofDigits = Object.fromEntries(Object.entries(SAID).map(([code, said]) => [code, new RegExp(["\\{\\w+\\}", ...said.map(([word]) => word)].join("|"), "g")]));

export function switchLanguage() {
  language = language === "en" ? "zh-TW" : "en";
  localStorage.setItem(KEPT, language);
}

/** Fill in every element under `root` that names a word. */
export function translate(root = document) {
  document.documentElement.lang = language === "en" ? "en" : "zh-Hant-TW";
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of root.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
}
