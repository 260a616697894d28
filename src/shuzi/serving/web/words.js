// The page's words in two languages: chosen by the browser, switched by a button, remembered here.

import { en } from "./words/en.js";
import { formEn } from "./words/form-en.js";
import { formZh } from "./words/form-zh-tw.js";
import { zh } from "./words/zh-tw.js";

const LANGUAGES = { en: { ...en, ...formEn }, "zh-TW": { ...zh, ...formZh } };
const KEPT = "shuzi.language";

let language = localStorage.getItem(KEPT) ?? (navigator.languages?.[0]?.toLowerCase().startsWith("zh") ? "zh-TW" : "en");
if (!LANGUAGES[language]) language = "en";

export const currentLanguage = () => language;

/** A sentence in the current language; `{name}` in it becomes the value of that name. */
export function say(key, values = {}) {
  const text = LANGUAGES[language][key];
  if (text === undefined) throw new Error(`there is no word for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

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
