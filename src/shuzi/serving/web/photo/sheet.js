// The page with its boxes: a click chooses the nearest digit, a drag draws a box that was missed.

import { make, percent } from "../dom.js";
import { say } from "../words.js";
import { choose, session } from "./session.js";

/** Pixels of the screen: so far beside a box a finger still means it. */
const REACH = 22;
/** Pixels of the screen: what moves less is a click. */
const STILL = 5;
/** Pixels of the screen: a drawn box is at least so wide and so high. */
const SMALLEST = 6;
const ZOOMS = [1, 2, 4];
const NARROW = "(max-width: 760px)";

/** What the hand does on the picture, kept while one goes from page to page. */
const tool = { drawing: false, zoom: 1 };

/**
 * Make the sheet; returns { element, tools, refresh, mark }.
 * @param {(box: number[]) => void} onDrawn told a box in pixels of the page
 */
export function makeSheet(onDrawn) {
  const picture = make("img", { alt: say("photoPage"), draggable: false });
  const boxes = make("div.boxes");
  const paper = make("div.photo-page", {}, picture, boxes);
  const scroll = make("div.photo-scroll", {}, paper);
  const drawing = make("button.tool", { type: "button", title: say("drawBoxAbout"), onclick: () => draw(!tool.drawing) }, say("drawBox"));
  const zoom = make("button.tool", { type: "button", onclick: () => zoomTo(ZOOMS[(ZOOMS.indexOf(tool.zoom) + 1) % ZOOMS.length]) });
  const tools = [drawing, zoom];
  let address = null;
  let shownPicture = null;

  function draw(wanted) {
    tool.drawing = wanted;
    drawing.ariaPressed = String(wanted);
    paper.classList.toggle("drawing", wanted);
  }
  function zoomTo(times) {
    tool.zoom = times;
    zoom.textContent = say("zoom", { times });
    paper.style.width = `${100 * times}%`;
    mark();
  }
  function refresh() {
    const page = session.shown;
    if (page.picture !== shownPicture) {
      if (address) URL.revokeObjectURL(address);
      shownPicture = page.picture;
      picture.src = address = URL.createObjectURL(page.picture);
      // Boxes need the page's shape before the picture is there.
      paper.style.aspectRatio = `${page.width} / ${page.height}`;
    }
    const digits = page.lines.flat();
    const marks = session.leftOutToo ? page.leftOut : [];
    boxes.replaceChildren(...digits.map((digit) => boxOf(page, digit)), ...marks.map((mark) => boxOf(page, mark, true)));
  }
  /** Mark what is chosen, and have it in view. */
  function mark() {
    if (!session.shown) return;
    const digits = session.shown.lines.flat().concat(session.leftOutToo ? session.shown.leftOut : []);
    digits.forEach((digit, at) => boxes.children[at]?.classList.toggle("chosen", digit === session.chosen));
    if (!session.chosen) return;
    // On a phone the editor covers the lower half.
    if (matchMedia(NARROW).matches) scroll.scrollIntoView({ block: "start" });
    boxes.querySelector(".chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** A second tap lets go of what is chosen. */
  const tap = (digit) => choose(digit === session.chosen ? null : digit);
  const drawn = (box) => {
    draw(false);
    onDrawn(box);
  };
  listenToHand(paper, { drawing: () => tool.drawing, onTap: (x, y) => tap(nearest(paper, x, y)), onDrawn: drawn });
  draw(tool.drawing);
  zoomTo(tool.zoom);
  return { element: scroll, tools, refresh, mark };
}

function boxOf(page, digit, leftOut = false) {
  const box = make("button.box", { type: "button", ariaLabel: labelOf(digit, leftOut), title: labelOf(digit, leftOut) }, make("b", {}, String(digit.digit ?? "?")));
  const [x, y, width, height] = digit.box;
  Object.assign(box.style, {
    left: `${(100 * x) / page.width}%`,
    top: `${(100 * y) / page.height}%`,
    width: `${(100 * width) / page.width}%`,
    height: `${(100 * height) / page.height}%`,
  });
  const marks = { unsure: !digit.sure && !leftOut, printed: digit.printed, corrected: Boolean(digit.corrected), "left-out": leftOut, chosen: digit === session.chosen };
  for (const [name, is] of Object.entries(marks)) box.classList.toggle(name, is);
  return box;
}

/** What a box says to whoever cannot see it. */
function labelOf(digit, leftOut = false) {
  const words =
    digit.digit === null ? say("boxEmpty")
    : digit.confidence === null ? say("boxCorrected", { digit: digit.digit })
    : say("boxLabel", { digit: digit.digit, percent: percent(digit.confidence) });
  const more = [leftOut ? say("leftOut") : null, digit.sure || leftOut ? null : say("unsure"), digit.printed ? say("printed") : null];
  return [words, ...more].filter(Boolean).join(say("comma"));
}

/** The digit whose box is nearest to a point of the screen; null if that is farther than a finger is wide. */
function nearest(paper, x, y) {
  const shown = session.shown.lines.flat().concat(session.leftOutToo ? session.shown.leftOut : []);
  const { left, top, width } = paper.getBoundingClientRect();
  const scale = session.shown.width / width;
  const [px, py, reach] = [(x - left) * scale, (y - top) * scale, REACH * scale];
  let [best, least] = [null, Infinity];
  for (const digit of shown) {
    const [bx, by, bw, bh] = digit.box;
    const outside = Math.hypot(Math.max(bx - px, 0, px - bx - bw), Math.max(by - py, 0, py - by - bh));
    // Of boxes that overlap, the one whose middle is nearer is meant.
    const away = outside + 0.01 * Math.hypot(px - bx - bw / 2, py - by - bh / 2);
    if (outside <= reach && away < least) [best, least] = [digit, away];
  }
  return best;
}

function listenToHand(paper, { drawing, onTap, onDrawn }) {
  let start = null;
  let shape = null;
  let dragged = false;
  const end = () => {
    shape?.remove();
    start = shape = null;
  };
  paper.addEventListener("pointerdown", (event) => {
    dragged = false;
    // With a finger a drag scrolls, unless a box is wanted; a mouse can always draw.
    if (event.button !== 0 || (event.pointerType !== "mouse" && !drawing())) return;
    start = [event.clientX, event.clientY];
  });
  paper.addEventListener("pointermove", (event) => {
    if (!start) return;
    const [dx, dy] = [event.clientX - start[0], event.clientY - start[1]];
    if (!shape) {
      if (Math.hypot(dx, dy) < STILL) return;
      paper.setPointerCapture(event.pointerId);
      shape = make("div.drawn-box");
      paper.append(shape);
    }
    const { left, top } = paper.getBoundingClientRect();
    Object.assign(shape.style, {
      left: `${Math.min(start[0], event.clientX) - left}px`,
      top: `${Math.min(start[1], event.clientY) - top}px`,
      width: `${Math.abs(dx)}px`,
      height: `${Math.abs(dy)}px`,
    });
  });
  paper.addEventListener("pointerup", () => {
    if (!shape) return end();
    const [drawn, whole] = [shape.getBoundingClientRect(), paper.getBoundingClientRect()];
    end();
    // The click that ends a drag chooses nothing.
    dragged = true;
    if (Math.min(drawn.width, drawn.height) >= SMALLEST) onDrawn(boxWithin(drawn, whole));
  });
  paper.addEventListener("pointercancel", end);
  paper.addEventListener("click", (event) => {
    // A click by the keyboard ends no drag.
    if (dragged && event.detail !== 0) return;
    const box = event.target.closest(".box");
    // A click by the keyboard has no place.
    const { left, top, width, height } = box && event.detail === 0 ? box.getBoundingClientRect() : { left: event.clientX, top: event.clientY, width: 0, height: 0 };
    onTap(left + width / 2, top + height / 2);
  });
}

/** A rectangle of the screen in pixels of the page, cut at its edges. */
function boxWithin(drawn, whole) {
  const scale = session.shown.width / whole.width;
  const inside = (value, most) => Math.min(most, Math.max(0, Math.round(value * scale)));
  const [left, right] = [drawn.left, drawn.right].map((x) => inside(x - whole.left, session.shown.width));
  const [top, bottom] = [drawn.top, drawn.bottom].map((y) => inside(y - whole.top, session.shown.height));
  return [left, top, Math.max(1, right - left), Math.max(1, bottom - top)];
}
