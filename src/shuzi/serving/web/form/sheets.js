// The queue of filled sheets, and what the server is asked for one.

import { makeQueue } from "../files/queue.js";
import { smallEnough } from "../files/shrink.js";
import { state } from "../state.js";
import { forgetSaid } from "./answers.js";
import { problemOf } from "./rules.js";
import { session, tell } from "./session.js";
import { toToml } from "./toml.js";

/** Bytes that are left for the form file beside both pictures. */
const FORM_FILE = 200_000;

const queue = makeQueue({
  pages: () => session.sheets,
  fresh: () => ({ said: new Map() }),
  ask,
  tell: () => tell("sheets"),
  isReady: () => session.step === "sheets" && session.page && session.fields.length && !problemOf(session.fields),
});

export const { enqueue } = queue;

export function removeSheet(sheet) {
  session.sheets = session.sheets.filter((other) => other !== sheet);
  forgetSaid([sheet]);
  tell("sheets");
}

/** Take all sheets away, also the one that is being read. */
export function clearSheets() {
  queue.stop();
  forgetSaid(session.sheets);
  session.sheets = [];
  tell("sheets");
}

/** What decides how a sheet is read; names do not. */
const readingKey = () =>
  JSON.stringify([state.network.name, pageKey(session.page), session.filled, session.fields.map(({ name, ...field }) => field)]);

const keys = new WeakMap();
const pageKey = ({ picture }) => keys.get(picture) ?? (keys.set(picture, crypto.getRandomValues(new Uint32Array(2)).join()), keys.get(picture));

/** Read what was read with another form or another model once more; what a person said stays. */
export function readAgain() {
  if (!session.page) return;
  const key = readingKey();
  for (const sheet of session.sheets) if (["done", "failed"].includes(sheet.status) && sheet.key !== key) sheet.status = "waiting";
  tell("sheets");
  queue.run();
}

async function ask(sheet) {
  sheet.key = readingKey();
  const { fields, filled, page } = session;
  const file = await smallEnough(sheet.file, page.picture.size + FORM_FILE);
  const body = new FormData();
  body.append("form", new Blob([toToml({ fields, filled }, null)]), "form.toml");
  body.append("example", page.picture, "page.jpg");
  body.append("file", file, sheet.name);
  return {
    address: `/api/forms/read?name=${encodeURIComponent(state.network.name)}&page=${sheet.number}`,
    body,
    become: (found) => ({ answers: new Map(fields.map(({ id, name }) => [id, found.fields[name]])) }),
  };
}
