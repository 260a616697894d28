// A queue of files: read one after the other, and page after page; what fails says why, and stops no other.

import { answerOf } from "../ask.js";
import { fetchPatiently } from "../patient.js";
import { say } from "../words.js";
import { pictureOf } from "./page-picture.js";

/**
 * Make a queue; returns { enqueue(files), run(), stop() }, the last of which leaves the page that is being read.
 *
 * Each of its pages is { file, name, number (which page of the file), count (how many it has; null before one was read),
 * status (waiting, reading, busy, done, failed) }, while the server is busy `wait` in seconds, once it was read `picture`
 * (a Blob), and where that failed `why` in the page's language and `error` for files.
 * @param {{
 *   pages: () => object[],
 *   fresh: () => object,
 *   ask: (page: object) => Promise<{address: string, body: FormData, become: (found: object) => object}>,
 *   tell: () => void,
 *   onDone?: (page: object) => void,
 *   isReady?: () => boolean,
 * }} what `pages` is the list, which grows in place; `fresh` what else belongs to a page that waits; `ask` says what the
 *   server is asked for a page, and what the page becomes by the answer; `tell` is called at each change
 */
export function makeQueue({ pages, fresh, ask, tell, onDone = () => {}, isReady = () => true }) {
  let running = false;
  let leaving = new AbortController();

  const pageOf = (file, number, count) => ({ file, name: file.name || "photo", number, count, status: "waiting", ...fresh() });

  function enqueue(files) {
    pages().push(...[...files].map((file) => pageOf(file, 1, null)));
    tell();
    run();
  }

  function stop() {
    leaving.abort(new Error("cleared"));
    leaving = new AbortController();
  }

  async function run() {
    if (running) return;
    running = true;
    for (let page; isReady() && (page = pages().find(({ status }) => status === "waiting")); ) {
      const { signal } = leaving;
      try {
        await readOne(page, signal);
      } catch (error) {
        if (!signal.aborted) Object.assign(page, { status: "failed", why: error.message, error: error.said ?? error.message });
      }
      if (signal.aborted) continue;
      if (page.status === "done") onDone(page);
      tell();
    }
    running = false;
  }

  async function readOne(page, signal) {
    page.status = "reading";
    tell();
    const { address, body, become } = await ask(page);
    const answer = await fetchPatiently(address, { method: "POST", body, signal }, (wait) => {
      Object.assign(page, { status: "busy", wait });
      tell();
    });
    const found = await answerOf(answer);
    const first = page.count === null;
    Object.assign(page, { status: "done", picture: pictureOf(found.picture), count: found.pages, ...become(found) });
    if (!first || !(found.pages > 1)) return;
    const at = pages().indexOf(page);
    if (at < 0) return; // taken away meanwhile, and the file's other pages with it
    const others = Array.from({ length: found.pages - 1 }, (_, more) => pageOf(page.file, more + 2, found.pages));
    pages().splice(at + 1, 0, ...others);
  }

  return { enqueue, run, stop };
}

/** What a page is called: its file, and of several pages its number. */
export const nameOf = ({ name, number, count }) => (count > 1 ? say("pageIn", { file: name, number }) : name);
