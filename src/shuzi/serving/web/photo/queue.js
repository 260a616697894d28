// The queue: files are read one after the other, and page after page; what fails says why, and stops no other.

import { answerOf } from "../ask.js";
import { bytesIn } from "../base64.js";
import { fetchPatiently } from "../patient.js";
import { state } from "../state.js";
import { say } from "../words.js";
import { forget, isEdited } from "./edits.js";
import { session, showPage, tell } from "./session.js";
import { smallEnough } from "./shrink.js";

let running = false;
let stop = new AbortController();

/** Put files behind those that wait. */
export function enqueue(files) {
  const pages = [...files].map((file) => ({ file, name: file.name || "photo", number: 1, count: null, status: "waiting", lines: [], leftOut: [] }));
  session.pages.push(...pages);
  tell("queue");
  run();
}

/** Take all pages away, also the one that is being read. */
export function clearAll() {
  stop.abort(new Error("cleared"));
  stop = new AbortController();
  session.pages = [];
  forget();
  showPage(null);
  tell("queue");
}

/** Read with another model what nobody has corrected. */
export function readAgain() {
  const old = session.pages.filter((page) => page.status === "done" && page.reader !== state.network.name && !isEdited(page));
  for (const page of old) page.status = "waiting";
  if (old.length) tell("queue");
  run();
}

async function run() {
  if (running) return;
  running = true;
  for (let page; (page = session.pages.find(({ status }) => status === "waiting")); ) {
    const { signal } = stop;
    try {
      await readOne(page, signal);
    } catch (error) {
      if (!signal.aborted) Object.assign(page, { status: "failed", why: error.message, said: error.said ?? error.message });
    }
    if (signal.aborted) continue;
    if (page.status === "done" && (session.shown === null || session.shown === page)) showPage(page);
    tell("queue");
  }
  running = false;
}

async function readOne(page, signal) {
  page.status = "reading";
  tell("queue");
  const file = await smallEnough(page.file);
  if (!file) throw new Error(say("tooLarge", { megabytes: (page.file.size / 1e6).toFixed(1) }));
  const reader = state.network.name;
  const form = new FormData();
  form.append("file", file, page.name);
  const answer = await fetchPatiently(
    `/api/look?name=${encodeURIComponent(reader)}&page=${page.number}`,
    { method: "POST", body: form, signal },
    (wait) => {
      Object.assign(page, { status: "busy", wait });
      tell("queue");
    },
  );
  fill(page, await answerOf(answer), reader);
}

function fill(page, found, reader) {
  const bytes = bytesIn(found.picture);
  const first = page.count === null;
  Object.assign(page, {
    reader,
    status: "done",
    width: found.width,
    height: found.height,
    picture: new Blob([bytes], { type: "image/jpeg" }),
    lines: found.lines.map(({ digits }) => digits),
    leftOut: found.left_out ?? [],
    count: found.pages,
  });
  if (!first || !(found.pages > 1) || page.number > 1) return;
  const others = Array.from({ length: found.pages - 1 }, (_, at) => ({ file: page.file, name: page.name, number: at + 2, count: found.pages, status: "waiting", lines: [], leftOut: [] }));
  session.pages.splice(session.pages.indexOf(page) + 1, 0, ...others);
}
