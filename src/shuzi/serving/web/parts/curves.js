// Curves over epochs, several on the same axes.

import { make, percent } from "../dom.js";
import { say } from "../words.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [480, 250, 52, 12, 12, 30];
const TICKS = 4;

function svg(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

/**
 * Draw curves; returns an element with a legend.
 * @param {{label: string, series: {name: string, kind: string, points: [number, number][], dots?: boolean}[], from: number,
 *   to: number, last: number, first?: number, format?: (value: number) => string}} what `kind` is a class of the style sheet;
 *   points are [epoch, value]; `first` and `last` are the ends of the axis of epochs
 */
export function curvesOf({ label, series, from, to, last, first = 0, format = percent }) {
  const x = (epoch) => LEFT + (WIDTH - LEFT - RIGHT) * (last === first ? 0.5 : (epoch - first) / (last - first));
  const y = (value) => TOP + (HEIGHT - BOTTOM - TOP) * (1 - (Math.min(to, Math.max(from, value)) - from) / (to - from || 1));
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curves", role: "img", "aria-label": label });
  for (let tick = 0; tick <= TICKS; tick++) {
    const value = from + ((to - from) * tick) / TICKS;
    picture.append(svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: "tick" }), svg("text", { x: LEFT - 7, y: y(value) + 4, "text-anchor": "end" }, format(value)));
  }
  for (const epoch of marksOf(first, last)) picture.append(svg("text", { x: x(epoch), y: HEIGHT - 8, "text-anchor": "middle" }, String(Math.round(100 * epoch) / 100)));
  for (const { name, kind, points, dots } of series) {
    picture.append(svg("polyline", { points: points.map(([epoch, value]) => `${x(epoch).toFixed(1)},${y(value).toFixed(1)}`).join(" "), class: `curve ${kind}` }));
    if (dots) for (const [epoch, value] of points) picture.append(dotOf(x(epoch), y(value), kind, `${name}, ${Math.round(100 * epoch) / 100}: ${format(value)}`));
  }
  return make("div", {}, picture, make("p.legend", {}, ...series.map(({ name, kind }) => make(`span.${kind.replace(" ", ".")}`, {}, name)), make("span.axis", {}, say("epochsAxis"))));
}

function dotOf(cx, cy, kind, title) {
  const dot = svg("circle", { cx, cy, r: 3, class: `dot ${kind}` });
  dot.append(svg("title", {}, title));
  return dot;
}

/** Where epochs are written below the axis. */
function marksOf(first, last) {
  if (last - first <= 1) return [...new Set([first, last])];
  return [...new Set([first, Math.round((first + last) / 2), last])];
}
