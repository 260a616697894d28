// Questions to the server; a refusal becomes an error with its sentence, in the page's language.

import { currentLanguage, say } from "./words.js";
import { refusals } from "./words/refusals.js";

/** What the server does not do; `code` is its reason as a word that stays what it is. */
class Refused extends Error {
  constructor({ error, code, values }) {
    super(sentenceOf(error, code, values));
    this.code = code;
    /** The server's own sentence, for files that programs read. */
    this.said = error;
  }
}

/** The server's own sentence is English and knows more; other languages have one for each code. */
export function sentenceOf(error, code, values = {}) {
  const known = refusals[currentLanguage()]?.[code];
  return known ? known.replace(/\{(\w+)\}/g, (_, name) => ({ error, ...values })[name]) : error;
}

/** Fetch; a server that is not there is told in the page's words, not in the browser's. */
export async function reach(address, options) {
  return fetch(address, options).catch((error) => {
    throw notThere(error);
  });
}

/** What a request failed by, where nothing answered at all; other errors stay what they are. */
export const notThere = (error) => (error instanceof TypeError ? new Error(say("noServer")) : error);

export async function ask(path, values = {}) {
  return answerOf(await reach(`${path}?${new URLSearchParams(values)}`));
}

/** Send JSON, or nothing with another method. */
export async function send(path, body, method = "POST") {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  return answerOf(await reach(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }));
}

/** What the server answered, as JSON; null if it had nothing to say. */
export async function answerOf(answer) {
  if (answer.status === 204) return null;
  const found = await answer.json().catch(() => ({ error: say("noAnswer", { status: answer.status }) }));
  if (!answer.ok) throw new Refused(found);
  return found;
}
