// The drawing area: finger, pen, mouse and keyboard; undo and an eraser that takes away what it touches.

import { make } from "../dom.js";
import { bounds } from "../framing.js";
import { ownClasses } from "../classes.js";
import { sampleStrokes } from "../samples.js";
import { change, changeStrokes, selectedDigit, state, watch } from "../state.js";
import { say } from "../words.js";
import { drawGroups, tapGroup } from "./groups.js";
import { paintPixels } from "./picture.js";

/** The pad's height in the unit of strokes; its width follows its shape. */
const HEIGHT = 280;
const PEN = 11;
const ERASER = 14;
const STEP = 10;

// Kept while one goes from view to view.
/** Of each sheet what can be undone, and what can be done again: strokes with the thickness they had. */
const histories = new Map();
const history = () => {
  if (!histories.has(state.sheet)) histories.set(state.sheet, { past: [], future: [] });
  return histories.get(state.sheet);
};
let tool = "pen";
/** How thick lines are, as a multiple of an ordinary pen's. */
let thickness = 1;
const [THINNEST, THICKEST] = [0.5, 2];

/** Make the pad with its tools; returns { element, close }. */
export function makePad({ samples = true } = {}) {
  const canvas = make("canvas.pad-canvas", { tabIndex: 0, role: "application" });
  canvas.setAttribute("aria-label", say("pad"));
  const hint = make("p.pad-hint", {}, say("writeHere"));
  const tools = makeTools(canvas);
  const element = make("div.pad", {}, make("div.pad-paper", {}, canvas, hint), tools.element);
  // The samples are digits.
  if (samples && !ownClasses(state.network?.model)) element.append(makeSamples(canvas));
  const context = canvas.getContext("2d");
  let scale = 1;
  /** Strokes from a wider pad are moved and shrunk until all of them can be seen. */
  let view = { zoom: 1, x: 0, y: 0 };
  let cursor = null;

  const paint = () => {
    const { width, height } = canvas;
    context.clearRect(0, 0, width, height);
    const colour = getComputedStyle(canvas).color;
    const shown = selectedDigit();
    if (!state.strokes.length && shown) {
      const side = height * 0.86;
      context.imageSmoothingEnabled = false;
      context.drawImage(paintPixels(shown.pixels, colour), (width - side) / 2, (height - side) / 2, side, side);
    }
    if (!pointer.drawing()) view = viewOf(state.strokes, width / scale);
    context.setTransform(view.zoom, 0, 0, view.zoom, view.x * scale, view.y * scale);
    for (const stroke of state.strokes) drawStroke(context, stroke, scale, colour);
    if (!pointer.drawing()) drawGroups(context, scale, colour, tool === "group");
    context.resetTransform();
    if (cursor && document.activeElement === canvas) drawCursor(context, cursor, scale, colour);
    hint.hidden = state.strokes.length > 0 || Boolean(shown);
    tools.refresh();
  };
  const fit = () => {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    scale = canvas.height / HEIGHT;
    paint();
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const pressure = event.pointerType === "pen" && event.pressure ? event.pressure : 0.5;
    const at = [event.clientX - box.left, event.clientY - box.top].map((pixels) => (pixels / box.height) * HEIGHT);
    return [(at[0] - view.x) / view.zoom, (at[1] - view.y) / view.zoom, thickened(pressure, thickness)];
  };
  const pointer = listenToPointer(canvas, place);
  listenToKeys(canvas, {
    cursor: () => (cursor ??= { x: HEIGHT / 2, y: HEIGHT / 2, down: false }),
    width: () => canvas.width / scale,
    paint,
  });
  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  const unwatch = watch(paint);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", paint);
  const close = () => {
    observer.disconnect();
    unwatch();
    scheme.removeEventListener("change", paint);
  };
  return { element, close };
}

function remember() {
  const { past, future } = history();
  past.push({ strokes: state.strokes, thickness });
  if (past.length > 100) past.shift();
  future.length = 0;
}

const undo = () => travel(history().past, history().future);
const redo = () => travel(history().future, history().past);

function travel(from, to) {
  if (!from.length) return;
  to.push({ strokes: state.strokes, thickness });
  const found = from.pop();
  thickness = found.thickness;
  changeStrokes(found.strokes);
}

/** The pressure at which a line is so many times as thick; a line's width is 0.7 + 0.6 × pressure, here and in framing.js. */
const thickened = (pressure, times) => ((0.7 + 0.6 * pressure) * times - 0.7) / 0.6;

/** Make all lines on the pad thicker or thinner, and those to come. */
function setThickness(wanted) {
  const times = wanted / thickness;
  thickness = wanted;
  if (state.strokes.length) changeStrokes(state.strokes.map((stroke) => stroke.map(([x, y, pressure]) => [x, y, thickened(pressure, times)])));
}

function clear() {
  if (!state.strokes.length && !state.digits.length) return;
  remember();
  changeStrokes([]);
}

function listenToPointer(canvas, place) {
  let active = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || active !== null) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    if (tool === "group") return tapGroup(place(event));
    canvas.setPointerCapture(event.pointerId);
    active = event.pointerId;
    remember();
    if (tool === "eraser" || event.buttons & 32) erase(place(event));
    else changeStrokes([...state.strokes, [place(event)]]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== active) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      if (tool === "eraser" || event.buttons & 32) erase(place(each));
      else extend(place(each));
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (event.pointerId !== active) return;
      active = null;
      // The frames around digits come back once the pen is lifted.
      change({ grouping: state.strokes });
    });
  }
  return { drawing: () => active !== null };
}

function viewOf(strokes, width) {
  const box = bounds(strokes);
  const margin = 12;
  if (!box || (box.x >= 0 && box.x + box.width <= width)) return { zoom: 1, x: 0, y: 0 };
  const zoom = Math.min(1, (width - 2 * margin) / Math.max(box.width, 1));
  return { zoom, x: (width - box.width * zoom) / 2 - box.x * zoom, y: (HEIGHT * (1 - zoom)) / 2 };
}

function extend(point) {
  const strokes = state.strokes.slice();
  const last = strokes.pop();
  if (!last) return;
  const [x, y] = last.at(-1);
  if (Math.hypot(point[0] - x, point[1] - y) < 1.2) return;
  changeStrokes([...strokes, [...last, point]]);
}

/** Take away the points under the eraser; what is left of a stroke becomes strokes of its own. */
function erase([x, y]) {
  const left = [];
  for (const stroke of state.strokes) {
    let piece = [];
    for (const point of stroke) {
      if (Math.hypot(point[0] - x, point[1] - y) > ERASER) {
        piece.push(point);
      } else if (piece.length) {
        left.push(piece);
        piece = [];
      }
    }
    if (piece.length) left.push(piece);
  }
  changeStrokes(left);
}

function listenToKeys(canvas, pad) {
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    const cursor = pad.cursor();
    const letter = event.ctrlKey || event.metaKey ? event.key.toLowerCase() : null;
    if (letter === "y" || (letter === "z" && event.shiftKey)) {
      redo();
    } else if (letter === "z") {
      undo();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
    } else if (event.key === " " && tool === "group") {
      tapGroup([cursor.x, cursor.y]);
    } else if (event.key === " ") {
      cursor.down = !cursor.down;
      if (cursor.down) {
        remember();
        changeStrokes([...state.strokes, [[cursor.x, cursor.y, thickened(0.5, thickness)]]]);
      }
    } else if (moves[event.key] && !event.ctrlKey && !event.metaKey) {
      const [dx, dy] = moves[event.key];
      cursor.x = Math.min(pad.width() - 4, Math.max(4, cursor.x + dx * STEP));
      cursor.y = Math.min(HEIGHT - 4, Math.max(4, cursor.y + dy * STEP));
      if (cursor.down) extend([cursor.x, cursor.y, thickened(0.5, thickness)]);
    } else {
      return;
    }
    event.preventDefault();
    pad.paint();
  });
  canvas.addEventListener("blur", () => pad.paint());
}

function makeTools(canvas) {
  const choose = (name) => {
    tool = name;
    refresh();
    change({ grouping: state.strokes });
  };
  const button = (word, onclick, symbol) =>
    make("button.tool", { type: "button", onclick }, make("span.tool-symbol", { ariaHidden: "true" }, symbol), say(word));
  const pen = button("pen", () => choose("pen"), "✎");
  const eraser = button("eraser", () => choose("eraser"), "◻");
  const group = button("group", () => choose("group"), "▭");
  group.title = say("groupAbout");
  group.hidden = Boolean(ownClasses(state.network?.model)); // all strokes are one sign
  const back = button("undo", undo, "↶");
  const again = button("redo", redo, "↷");
  const none = button("clear", clear, "×");
  const slider = make("input", {
    type: "range", min: THINNEST, max: THICKEST, step: 0.05,
    onpointerdown: remember,
    onkeydown: (event) => event.key.startsWith("Arrow") && !event.repeat && remember(),
    oninput: () => setThickness(Number(slider.value)),
  });
  const thick = make("label.thickness", {}, say("thickness"), slider);
  const refresh = () => {
    pen.ariaPressed = String(tool === "pen");
    eraser.ariaPressed = String(tool === "eraser");
    group.ariaPressed = String(tool === "group");
    canvas.classList.toggle("erasing", tool === "eraser");
    back.disabled = history().past.length === 0;
    again.disabled = history().future.length === 0;
    slider.value = thickness;
    none.disabled = state.digits.length === 0;
  };
  refresh();
  return { element: make("div.tools", {}, pen, eraser, group, back, again, none, thick), refresh };
}

function makeSamples(canvas) {
  const buttons = Array.from({ length: 10 }, (_, digit) =>
    make("button.sample", { type: "button", ariaLabel: say("tryDigit", { digit }), onclick: () => writeSample(canvas, digit) }, String(digit)),
  );
  return make("div.samples", {}, make("span", {}, say("try")), ...buttons);
}

function writeSample(canvas, digit) {
  remember();
  const width = (canvas.width / canvas.height) * HEIGHT;
  const size = HEIGHT * 0.8;
  change({ digits: [] });
  changeStrokes(sampleStrokes(digit, { x: (width - size) / 2, y: HEIGHT * 0.1, size }));
}

export function drawStroke(context, stroke, scale, colour) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineCap = context.lineJoin = "round";
  for (let i = 0; i < stroke.length; i++) {
    const [x0, y0] = stroke[Math.max(0, i - 1)];
    const [x1, y1, pressure] = stroke[i];
    context.lineWidth = PEN * scale * (0.7 + 0.6 * pressure);
    context.beginPath();
    context.moveTo(x0 * scale, y0 * scale);
    context.lineTo(x1 * scale + 0.01, y1 * scale);
    context.stroke();
  }
}

function drawCursor(context, cursor, scale, colour) {
  context.strokeStyle = colour;
  context.lineWidth = cursor.down ? 3 : 1.5;
  context.beginPath();
  context.arc(cursor.x * scale, cursor.y * scale, (PEN / 2 + 4) * scale, 0, 2 * Math.PI);
  context.stroke();
}
