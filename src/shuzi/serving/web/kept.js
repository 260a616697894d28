// The drawing outlives a reload of the page, in this tab alone: it leaves neither the browser nor the tab.

import { changeStrokes, computeNow, putAway, state, watch } from "./state.js";

const KEPT = "shuzi.drawing";

/** Bring back what was drawn before a reload, and keep what is drawn from now on. */
export function keepDrawing() {
  const { [state.sheet]: kept, ...others } = drawingsIn(sessionStorage.getItem(KEPT));
  for (const [sheet, strokes] of Object.entries(others)) putAway.set(sheet, { strokes, pixels: null });
  if (kept && !state.strokes.length) {
    changeStrokes(kept);
    // An address may name one of these digits; it is looked up before the next frame.
    computeNow();
  }
  let stale = false;
  let waiting = 0;
  const keep = () => {
    if (!stale) return;
    stale = false;
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ ...Object.fromEntries([...putAway].map(([sheet, { strokes }]) => [sheet, strokes])), [state.sheet]: state.strokes }));
    } catch {
      // More than the browser has room for; the drawing before it is no use either.
      sessionStorage.removeItem(KEPT);
    }
  };
  watch((changed) => {
    if (!changed.has("strokes")) return;
    stale = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 500);
  });
  addEventListener("pagehide", keep);
}

/** The strokes on each sheet in a text, of those that hold any. */
function drawingsIn(text) {
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) ?? {}).filter(([, strokes]) => isDrawing(strokes)));
  } catch {
    return {};
  }
}

function isDrawing(strokes) {
  const point = (value) => Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);
  return Array.isArray(strokes) && strokes.length > 0 && strokes.every((stroke) => Array.isArray(stroke) && stroke.length && stroke.every(point));
}
