// The queue of photos, and what the server is asked for a page of one.

import { makeQueue } from "../files/queue.js";
import { smallEnough } from "../files/shrink.js";
import { state } from "../state.js";
import { forget, isEdited } from "./edits.js";
import { session, showPage, tell } from "./session.js";

const queue = makeQueue({
  pages: () => session.pages,
  fresh: () => ({ lines: [], leftOut: [] }),
  ask,
  tell: () => tell("queue"),
  onDone: (page) => (session.shown === null || session.shown === page) && showPage(page),
});

export const { enqueue } = queue;

/** Take all pages away, also the one that is being read. */
export function clearAll() {
  queue.stop();
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
  queue.run();
}

async function ask(page) {
  const file = await smallEnough(page.file);
  const reader = state.network.name;
  const body = new FormData();
  body.append("file", file, page.name);
  return {
    address: `/api/look?name=${encodeURIComponent(reader)}&page=${page.number}`,
    body,
    become: ({ width, height, lines, left_out: leftOut }) => ({ reader, width, height, lines: lines.map(({ digits }) => digits), leftOut: leftOut ?? [] }),
  };
}
