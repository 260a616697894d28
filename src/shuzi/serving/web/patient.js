// Questions to a server that may be busy: it says how long to wait, and then it is asked again.

import { notThere } from "./ask.js";

const BUSY = [429, 503];
/** Seconds between two tries where the server does not say. */
const USUAL = 2;
const MOST_TRIES = 200;

/**
 * Fetch; where the server is busy (429) or being stopped (503), wait as its Retry-After says and try again.
 * @param {(seconds: number) => void} onWait told before each wait
 */
export async function fetchPatiently(address, options = {}, onWait = () => {}) {
  let stopping = false;
  for (let tries = 1; ; tries++) {
    try {
      const answer = await fetch(address, options);
      if (!BUSY.includes(answer.status) || tries >= MOST_TRIES) return answer;
      stopping = answer.status === 503;
      await pause(secondsOf(answer.headers.get("Retry-After")), onWait, options.signal);
    } catch (error) {
      // A server that was being stopped may come back; between the two nobody answers.
      if (!stopping || options.signal?.aborted || tries >= MOST_TRIES) throw notThere(error);
      await pause(USUAL, onWait, options.signal);
    }
  }
}

/** Seconds in a Retry-After, which may be a number or a date. */
function secondsOf(text) {
  const seconds = Number(text);
  if (text && Number.isFinite(seconds)) return Math.min(600, Math.max(0, seconds));
  const left = (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(left) ? Math.min(600, Math.max(0, left)) : USUAL;
}

function pause(seconds, onWait, signal) {
  onWait(seconds);
  return new Promise((done, fail) => {
    const timer = setTimeout(done, 1000 * seconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      fail(signal.reason);
    });
  });
}
