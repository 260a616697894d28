// All maps of a layer in one picture, with the place one looks at and what it came from.

import { make } from "../dom.js";
import { gridAt } from "../layers.js";
import { shade } from "./picture.js";

const GAP = 1;
/** A neuron has one number; so many pixels of the picture show it. */
const NEURON = 6;

/**
 * Make the picture of a layer.
 * @param {{label: string, onPoint: Function, onLeave: Function, onPin: Function, onStep: Function, onOff: Function}} with `onPoint`
 *   and `onPin` hear a place, `onStep` how far to go from the last one
 */
export function makeMosaic(index, { label, onPoint, onLeave, onPin, onStep, onOff }) {
  const grid = gridAt(index);
  const neurons = grid.rows * grid.columns === 1;
  const [high, wide] = neurons ? [NEURON, NEURON] : [grid.rows, grid.columns];
  const canvas = make("canvas.mosaic-maps");
  const marks = make("canvas.mosaic-marks", { tabIndex: 0, role: "img" });
  marks.setAttribute("aria-label", label);
  const element = make("div.mosaic", {}, canvas, marks);
  const context = canvas.getContext("2d");
  let columns = 0;
  let image = null;
  let cells = null;
  // Sizes as the browser last told them: whoever asks makes it lay out the whole page first.
  let width = 0;
  let [across, down] = [0, 0];
  /** What is marked, and what of it is drawn. */
  let marked = null;
  let drawn = "";

  /** Give the picture its size, before there is anything in it: what is below shall not jump when it comes into view. */
  const lay = (room) => {
    width ||= room || element.clientWidth || 320;
    const wanted = columnsFor(grid, width);
    if (wanted === columns) return;
    columns = wanted;
    const lines = Math.ceil(grid.maps / columns);
    canvas.width = columns * (wide + GAP) - GAP;
    canvas.height = lines * (high + GAP) - GAP;
    const cell = cellSize(grid, width, columns);
    element.style.setProperty("--mosaic-width", `${Math.floor(cell * canvas.width)}px`);
    image = context.createImageData(canvas.width, canvas.height);
    cells = new Uint32Array(image.data.buffer);
  };
  const corner = (map) => [Math.floor(map / columns) * (high + GAP), (map % columns) * (wide + GAP)];

  const paint = (values, colours, largest) => {
    lay();
    for (let map = 0, at = 0; map < grid.maps; map++) {
      const [top, left] = corner(map);
      for (let row = 0; row < high; row++) {
        let to = (top + row) * canvas.width + left;
        if (neurons) cells.fill(colours[shade(values[map], largest)], to, to + wide);
        else for (let column = 0; column < wide; column++) cells[to++] = colours[shade(values[at++], largest)];
      }
    }
    context.putImageData(image, 0, 0);
  };

  /** Draw marks: { frames: [{map, top, left, high, wide, strong, fed}], off: Set, pinned: boolean, lines: colours by name }. */
  const mark = (what) => {
    marked = what;
    lay();
    const { frames, off, pinned, lines: { ink, accent, sheet } } = what;
    const ratio = window.devicePixelRatio || 1;
    const now = JSON.stringify([across, down, columns, frames, [...off], pinned, ink, accent, sheet]);
    if (!across || now === drawn) return;
    drawn = now;
    const over = marks.getContext("2d");
    // A canvas that is given a size, even the one it has, makes the browser lay out the page before the next one asks.
    if (marks.width === across && marks.height === down) over.clearRect(0, 0, across, down);
    else Object.assign(marks, { width: across, height: down });
    const scale = marks.width / canvas.width;
    for (const map of off) crossOut(over, corner(map), [high, wide], scale, ink);
    for (const { map, top, left, high: tall, wide: broad, strong, fed } of frames) {
      const [y, x] = corner(map);
      const unit = neurons ? NEURON * scale : scale;
      const place = [x * scale + left * unit, y * scale + top * unit, broad * unit, tall * unit];
      over.setLineDash(fed ? [3 * ratio, 2 * ratio] : []);
      const lines = strong && pinned ? [[sheet, 6], [accent, 3]] : [[strong ? accent : ink, strong ? 2 : 1.25]];
      for (const [colour, width] of lines) {
        over.strokeStyle = colour;
        over.lineWidth = width * ratio;
        over.strokeRect(...place);
      }
    }
  };

  const observer = new ResizeObserver(() => {
    const ratio = window.devicePixelRatio || 1;
    const box = canvas.getBoundingClientRect();
    [width, across, down] = [element.clientWidth, Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (marked) mark(marked);
  });
  observer.observe(element);
  observer.observe(canvas);
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
    const y = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
    const map = Math.floor(y / (high + GAP)) * columns + Math.floor(x / (wide + GAP));
    if (x < 0 || y < 0 || map < 0 || map >= grid.maps) return null;
    const row = Math.min(grid.rows - 1, y % (high + GAP));
    const column = Math.min(grid.columns - 1, x % (wide + GAP));
    return { map, row, column };
  };
  marks.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const place = placeOf(event);
    if (place) onPoint(place, event);
  });
  marks.addEventListener("pointerleave", onLeave);
  marks.addEventListener("click", (event) => {
    const place = placeOf(event);
    if (place) onPin(place);
  });
  marks.addEventListener("keydown", (event) => {
    const step = keyStep(event.key, grid, columns);
    if (step) onStep(step);
    else if (event.key.toLowerCase() === "x" && !event.ctrlKey && !event.metaKey) onOff();
    else return;
    event.preventDefault();
  });
  return { element, lay, paint, mark };
}

/** How many maps stand side by side, so that a cell stays large enough to be seen and pointed at. */
function columnsFor(grid, width) {
  if (grid.maps === 1) return 1;
  if (grid.rows > 1) return Math.min(grid.maps, grid.columns > 20 ? 8 : 16);
  // 1,152 numbers and 200 neurons are laid out in whole rows.
  const fit = Math.floor(width / (grid.maps > 500 ? 6 : 13));
  return Math.min(grid.maps, [96, 48, 40, 20, 10].find((count) => count <= fit) ?? 10);
}

/** CSS pixels a pixel of the picture gets. */
function cellSize(grid, width, columns) {
  if (grid.rows === 1) return Math.min(16 / NEURON, width / (columns * (NEURON + GAP) - GAP));
  return Math.min(grid.maps === 1 ? 8 : 4, width / (columns * (grid.columns + GAP) - GAP));
}

function keyStep(key, grid, columns) {
  const within = { ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0] };
  const across = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  if (key === "PageUp") return { map: -1 };
  if (key === "PageDown") return { map: 1 };
  if (grid.rows * grid.columns === 1) return key in across ? { map: across[key] } : null;
  return key in within ? { row: within[key][1], column: within[key][2] } : null;
}

function crossOut(context, [top, left], [rows, across], scale, colour) {
  const [x, y, wide, high] = [left, top, across, rows].map((value) => value * scale);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x + 2, y + 2);
  context.lineTo(x + wide - 2, y + high - 2);
  context.moveTo(x + wide - 2, y + 2);
  context.lineTo(x + 2, y + high - 2);
  context.stroke();
}
