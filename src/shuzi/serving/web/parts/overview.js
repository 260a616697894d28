// The whole network in one row, always in view: a picture of every layer, and lines from the place that is looked at to all
// that it sees and all that it feeds.

import { make } from "../dom.js";
import { gridAt, INPUT, outputAt, release, shapeOf, tellsClasses, titleOf, told } from "../layers.js";
import { strongestLine } from "../network/paths.js";
import { state } from "../state.js";
import { say } from "../words.js";
import { largestOf } from "./maps.js";
import { shade } from "./picture.js";

const SVG = "http://www.w3.org/2000/svg";

/** Make the row; `onChoose(layer, place)` hears which layer was chosen, and the place that its picture shows. */
export function makeOverview({ onChoose }) {
  const tiles = [];
  for (let index = INPUT; index < state.network.layers.length; index++) tiles.push(makeTile(index, onChoose));
  const lines = document.createElementNS(SVG, "svg");
  lines.setAttribute("class", "overview-lines");
  lines.setAttribute("aria-hidden", "true");
  const row = make("ol.overview-row", {}, ...tiles.map((tile) => tile.element));
  row.append(lines);
  const status = makeStatus();
  const element = make("nav.overview", { ariaLabel: say("overview") }, status.element, make("div.overview-scroll", {}, row));
  let boxes = null;
  let shown = null;
  const refresh = (digit, colours, reach, { values, size }) => {
    if (size) boxes = null;
    status.refresh(digit);
    if (!digit) {
      for (const tile of tiles) tile.clear();
      lines.replaceChildren();
    }
    if (!digit?.outputs) return;
    boxes ??= tiles.map((tile) => tile.box());
    const { layer } = state.focus;
    const strongest = strongestLine(state.acting, digit.pixels, digit.outputs, state.focus);
    for (const tile of tiles) tile.paint(digit, colours, strongest.get(tile.index), values);
    drawLines(lines, tiles, boxes, reach, strongest);
    if (layer !== shown) bringIntoView(row.parentElement, boxes[layer - INPUT]);
    shown = layer;
  };
  return { element, refresh };
}

/** Which place is looked at, and whether it is pinned. */
function makeStatus() {
  const text = make("span.overview-place");
  const button = make("button.quiet.release", { type: "button", onclick: release }, say("release"), make("kbd", {}, "Esc"));
  const element = make("p.overview-status", {}, text, button, make("span.overview-key", {}, make("i.sees"), say("sees"), make("i.feeds"), say("feeds")));
  return {
    element,
    refresh(digit) {
      element.classList.toggle("pinned", state.pinned);
      button.hidden = !state.pinned;
      if (!digit) text.textContent = say("nothing");
      else if (digit.outputs) text.textContent = `${say(state.pinned ? "pinned" : "pointed")} ${told(state.focus.layer, digit, state.focus)}`;
      text.title = text.textContent;
    },
  };
}

function makeTile(index, onChoose) {
  const grid = gridAt(index);
  // Numbers that are no maps lie in rows, about as many as there are columns; ten stand one above the other.
  const across = grid.rows * grid.columns > 1 ? grid.columns : tellsClasses(index) && grid.maps <= 20 ? 1 : Math.ceil(Math.sqrt(grid.maps));
  const down = grid.rows * grid.columns > 1 ? grid.rows : Math.ceil(grid.maps / across);
  const canvas = make("canvas", { width: across, height: down });
  const context = canvas.getContext("2d");
  const image = context.createImageData(across, down);
  const cells = new Uint32Array(image.data.buffer);
  const button = make("button.tile", { type: "button", data: { layer: index }, title: `${titleOf(index)}: ${shapeOf(index)}` },
    make("span.tile-picture", {}, canvas), make("span.tile-name", {}, titleOf(index)));
  button.classList.toggle("stack", grid.maps > 1 && grid.rows > 1);
  button.classList.toggle("ten", across === 1);
  let place = null;
  let painted = null;
  button.addEventListener("click", () => onChoose(index, place ?? undefined));
  return {
    index,
    across,
    down,
    single: grid.rows * grid.columns === 1,
    element: make("li", {}, button),
    box() {
      const item = button.parentElement;
      return { left: item.offsetLeft + canvas.offsetLeft, top: item.offsetTop + canvas.offsetTop, width: canvas.offsetWidth, height: canvas.offsetHeight };
    },
    clear() {
      context.clearRect(0, 0, across, down);
      painted = null;
    },
    paint(digit, colours, strongest, values) {
      place = strongest ?? place;
      button.classList.toggle("current", state.focus.layer === index);
      if (state.focus.layer === index) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      const map = grid.rows > 1 ? (strongest?.map ?? 0) : null;
      if (!values && painted === map) return;
      painted = map;
      const output = outputAt(index, digit);
      const size = across * down;
      const from = map === null ? 0 : map * size;
      const largest = index === INPUT ? 255 : largestOf(output);
      const table = index === INPUT ? colours.ink : colours.maps;
      for (let at = 0; at < size; at++) cells[at] = from + at < output.length ? table[shade(output[from + at], largest)] : 0;
      context.putImageData(image, 0, 0);
      button.classList.toggle("silent", state.off.has(index));
    },
  };
}

/** Where a field lies in the row, in pixels. */
function boxOf(tile, box, field, strongest) {
  const [x, y] = [box.width / tile.across, box.height / tile.down];
  if (!tile.single) return { left: box.left + field.left * x, top: box.top + field.top * y, width: field.wide * x, height: field.high * y };
  if (field.map === null) return box;
  const at = field.map ?? strongest.map;
  return { left: box.left + (at % tile.across) * x, top: box.top + Math.floor(at / tile.across) * y, width: x, height: y };
}

function drawLines(svg, tiles, boxes, reach, strongest) {
  const shapes = [];
  const { layer } = state.focus;
  let before = null;
  tiles.forEach((tile, at) => {
    const field = reach.get(tile.index);
    if (!field) {
      before = null;
      return;
    }
    const box = boxOf(tile, boxes[at], field, strongest.get(tile.index));
    const kind = tile.index === layer ? "here" : tile.index < layer ? "sees" : "feeds";
    if (before) {
      const [from, to] = [before.left + before.width, box.left];
      const points = [[from, before.top], [to, box.top], [to, box.top + box.height], [from, before.top + before.height]];
      const between = tile.index <= layer ? "sees" : "feeds";
      shapes.push(["polygon", between, { points: points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" ") }]);
    }
    shapes.push(["rect", kind, { x: box.left, y: box.top, width: Math.max(2, box.width), height: Math.max(2, box.height) }]);
    before = box;
  });
  svg.classList.toggle("pinned", state.pinned);
  svg.replaceChildren(...shapes.map(([name, kind, values]) => {
    const shape = document.createElementNS(SVG, name);
    shape.setAttribute("class", kind);
    for (const [key, value] of Object.entries(values)) shape.setAttribute(key, value);
    return shape;
  }));
}

function bringIntoView(scroll, box) {
  const middle = box.left + box.width / 2 - scroll.clientWidth / 2;
  if (scroll.scrollWidth > scroll.clientWidth) scroll.scrollTo({ left: middle, behavior: "smooth" });
}
