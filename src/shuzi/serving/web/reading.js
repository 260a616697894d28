// What the server's reader says of the whole pad, a moment after the last stroke: what belongs together, and what is no digit.

import { answerOf } from "./ask.js";
import { ownClasses } from "./classes.js";
import { decide, decidedByHand, groupStrokes, undecide } from "./grouping.js";
import { bounds } from "./framing.js";
import { drawStroke } from "./parts/pad.js";
import { fetchPatiently } from "./patient.js";
import { change, giveVerdict, state, watch } from "./state.js";

/** Milliseconds after the last stroke. */
const PAUSE = 350;
/** Units of the pad: so much paper is around the strokes. */
const MARGIN = 40;
/** Units of the pad: ink reaches so far beyond a box. */
const BESIDE = 8;
/** The reader's boxes decide what belongs together from this confidence on. */
const TRUSTED = 0.5;

/** Ask the reader whenever the strokes have changed; returns a function that ends it. */
export function readPad() {
  let timer = null;
  /** One question at a time: the server would go on reading what nobody waits for. */
  let asking = false;
  const left = new AbortController();
  const ask = async () => {
    if (asking || !state.strokes.length || ownClasses(state.network.model)) return; // the reader reads digits
    asking = true;
    const { strokes } = state;
    try {
      const boxes = await boxesIn(strokes, left.signal);
      if (state.strokes === strokes) tell(strokes, boxes);
    } catch {
      // Without the server's opinion the page goes on with its own.
    }
    asking = false;
    if (state.strokes !== strokes && !left.signal.aborted) later();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  if (state.strokes.length) later();
  const unwatch = watch((changed) => {
    if (changed.has("strokes") || changed.has("network")) later();
  });
  return () => {
    clearTimeout(timer);
    left.abort(new Error("the view was left"));
    unwatch();
  };
}

/** The digits that the reader finds, with their boxes in units of the pad. */
async function boxesIn(strokes, signal) {
  const { x, y, width, height } = bounds(strokes);
  const canvas = new OffscreenCanvas(Math.ceil(width + 2 * MARGIN), Math.ceil(height + 2 * MARGIN));
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(MARGIN - x, MARGIN - y);
  for (const stroke of strokes) drawStroke(context, stroke, 1, "black");
  const form = new FormData();
  form.append("file", await canvas.convertToBlob({ type: "image/png" }), "pad.png");
  const query = new URLSearchParams({ name: state.network.name, printed: "true" });
  const answer = await fetchPatiently(`/api/read?${query}`, { method: "POST", body: form, signal });
  const found = await answerOf(answer);
  return found.lines.flatMap(({ digits }) => digits).map(({ box, ...digit }) => ({
    ...digit, left: box[0] - MARGIN + x, top: box[1] - MARGIN + y, right: box[0] + box[2] - MARGIN + x, bottom: box[1] + box[3] - MARGIN + y,
  }));
}

/** Put the strokes together as the reader sees them, and give every digit its verdict. */
function tell(strokes, boxes) {
  const owner = new Map(strokes.map((stroke) => [stroke, ownerOf(stroke, boxes)]));
  const free = strokes.filter((stroke) => !decidedByHand(stroke));
  undecide(free);
  for (const box of boxes) {
    const own = free.filter((stroke) => owner.get(stroke) === box);
    if (box.confidence >= TRUSTED && own.length) decide(own, "reader");
  }
  for (const group of groupStrokes(strokes)) {
    const owners = new Set(group.strokes.map((stroke) => owner.get(stroke)));
    // Of strokes that a person put together otherwise than the reader sees them, it has said nothing.
    if (owners.size > 1) continue;
    const [box] = owners;
    const several = boxes.filter((each) => inside(each, group.box)).length > 1;
    giveVerdict(group.strokes, box ? { digit: box.digit, confidence: box.confidence, sure: box.sure && !several } : { digit: null, confidence: 0, sure: false });
  }
  change({ grouping: strokes });
}

/** The box that holds most of a stroke, at least half of it; null if there is none. */
function ownerOf(stroke, boxes) {
  let [best, most] = [null, 0.5];
  for (const box of boxes) {
    const held = stroke.filter(([x, y]) => x >= box.left - BESIDE && x <= box.right + BESIDE && y >= box.top - BESIDE && y <= box.bottom + BESIDE);
    const share = held.length / stroke.length;
    // Where boxes overlap, the one whose middle is nearer holds it.
    if (share > most || (share === most && best === null)) [best, most] = [box, share];
  }
  return best;
}

/** Whether the middle of a reader's box lies within a digit's. */
function inside(box, { x, y, width, height }) {
  const [across, down] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return across >= x && across <= x + width && down >= y && down <= y + height;
}
