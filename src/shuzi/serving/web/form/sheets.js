// The queue of filled sheets: read one after the other; a sheet that cannot be read says why, and stops no other.

import { answerOf } from "../ask.js";
import { bytesIn } from "../base64.js";
import { fetchPatiently } from "../patient.js";
import { smallEnough } from "../photo/shrink.js";
import { state } from "../state.js";
import { say } from "../words.js";
import { forgetSaid } from "./answers.js";
import { problemOf } from "./rules.js";
import { session, tell } from "./session.js";
import { toToml } from "./toml.js";

let running = false;
let stop = new AbortController();

/** Put files behind those that wait. */
export function enqueue(files) {
  session.sheets.push(...[...files].map((file) => sheetOf(file, 1, null)));
  tell("sheets");
  run();
}

const sheetOf = (file, number, count) => ({ file, name: file.name || "photo", number, count, status: "waiting", said: new Map() });

export function removeSheet(sheet) {
  session.sheets = session.sheets.filter((other) => other !== sheet);
  forgetSaid([sheet]);
  tell("sheets");
}

/** Take all sheets away, also the one that is being read. */
export function clearSheets() {
  stop.abort(new Error("cleared"));
  stop = new AbortController();
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
  run();
}

const isReady = () => session.step === "sheets" && session.page && session.fields.length && !problemOf(session.fields);

async function run() {
  if (running) return;
  running = true;
  for (let sheet; isReady() && (sheet = session.sheets.find(({ status }) => status === "waiting")); ) {
    const { signal } = stop;
    try {
      await readOne(sheet, signal);
    } catch (error) {
      if (!signal.aborted) Object.assign(sheet, { status: "failed", why: error.message });
    }
    if (!signal.aborted) tell("sheets");
  }
  running = false;
}

async function readOne(sheet, signal) {
  Object.assign(sheet, { status: "reading", key: readingKey() });
  tell("sheets");
  const { fields, filled, page } = session;
  const file = await smallEnough(sheet.file, page.picture.size + 200_000);
  if (!file) throw new Error(say("tooLarge", { megabytes: (sheet.file.size / 1e6).toFixed(1) }));
  const body = new FormData();
  body.append("form", new Blob([toToml({ fields, filled }, null)]), "form.toml");
  body.append("example", page.picture, "page.jpg");
  body.append("file", file, sheet.name);
  const answer = await fetchPatiently(`/api/forms/read?name=${encodeURIComponent(state.network.name)}&page=${sheet.number}`, { method: "POST", body, signal }, (wait) => {
    Object.assign(sheet, { status: "busy", wait });
    tell("sheets");
  });
  fill(sheet, await answerOf(answer), fields);
}

function fill(sheet, found, fields) {
  const bytes = bytesIn(found.picture);
  const first = sheet.count === null;
  Object.assign(sheet, {
    status: "done",
    picture: new Blob([bytes], { type: "image/jpeg" }),
    answers: new Map(fields.map(({ id, name }) => [id, found.fields[name]])),
    count: found.pages,
  });
  if (!first || !(found.pages > 1) || sheet.number > 1) return;
  const others = Array.from({ length: found.pages - 1 }, (_, at) => sheetOf(sheet.file, at + 2, found.pages));
  session.sheets.splice(session.sheets.indexOf(sheet) + 1, 0, ...others);
}

export const nameOf = (sheet) => (sheet.count > 1 ? say("pageIn", { file: sheet.name, number: sheet.number }) : sheet.name);
