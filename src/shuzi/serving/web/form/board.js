// The example page with its fields: a drag on paper draws one, a drag on a field moves it, one on a corner makes it larger.

import { make } from "../dom.js";
import { say } from "../words.js";
import { add, place, printedAt } from "./edits.js";
import { choose, session } from "./session.js";

/** Pixels of the screen: what moves less is a click. */
const STILL = 5;
/** Pixels of the screen: a drawn field is at least so wide and so high. */
const SMALLEST = 8;
const CORNERS = ["nw", "ne", "se", "sw"];
const ZOOMS = [1, 2, 4];

/** Make the board; returns { element, tools, refresh, mark }. */
export function makeBoard() {
  const picture = make("img", { alt: say("formPage"), draggable: false });
  const boxes = make("div.boxes");
  const paper = make("div.photo-page.form-page", {}, picture, boxes);
  const scroll = make("div.photo-scroll", {}, paper);
  const tool = make("button.tool", { type: "button", title: say("formDrawAbout"), onclick: (event) => (event.detail === 0 ? addInMiddle() : draw(!drawing)) }, say("formDraw"));
  const zoom = make("button.tool", { type: "button", onclick: () => zoomTo(ZOOMS[(ZOOMS.indexOf(times) + 1) % ZOOMS.length]) });
  let drawing = false;
  let times = 1;
  let address = null;
  let shown = null;
  let marked = null;

  function draw(wanted) {
    drawing = wanted;
    tool.ariaPressed = String(wanted);
    paper.classList.toggle("drawing", wanted);
  }
  function zoomTo(wanted) {
    times = wanted;
    zoom.textContent = say("zoom", { times });
    paper.style.width = `${100 * times}%`;
    boxes.querySelector(".chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  function refresh() {
    const { page } = session;
    if (page.picture !== shown) {
      if (address) URL.revokeObjectURL(address);
      shown = page.picture;
      picture.src = address = URL.createObjectURL(page.picture);
      paper.style.aspectRatio = `${page.width} / ${page.height}`;
    }
    boxes.replaceChildren(...session.fields.map(boxOf));
    mark();
  }
  /** Mark the chosen field, and have it in view when it is chosen. */
  function mark() {
    for (const box of boxes.children) box.classList.toggle("chosen", Number(box.dataset.id) === session.chosen);
    const fresh = session.chosen !== marked;
    marked = session.chosen;
    if (marked === null || !fresh) return;
    // On a phone the editor covers the lower half.
    if (matchMedia("(max-width: 760px)").matches) scroll.scrollIntoView({ block: "start" });
    boxes.querySelector(".chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  listenToHand(paper, () => drawing, () => draw(false));
  draw(false);
  zoomTo(1);
  return { element: scroll, tools: [tool, zoom], refresh, mark };
}

/** For whoever has only keys: a field in the middle, to be moved by them. */
function addInMiddle() {
  const { width, height } = session.page;
  add([0.4 * width, 0.45 * height, 0.2 * width, 0.05 * height]);
}

function boxOf(field) {
  const box = make("button.field-box", { type: "button", data: { id: field.id }, title: field.name, ariaLabel: say("formFieldIs", { name: field.name }) }, make("b", {}, field.name), ...CORNERS.map((corner) => make("i.handle", { data: { corner } })));
  lay(box, field.box);
  return box;
}

function lay(element, [x, y, width, height]) {
  const { page } = session;
  Object.assign(element.style, { left: `${(100 * x) / page.width}%`, top: `${(100 * y) / page.height}%`, width: `${(100 * width) / page.width}%`, height: `${(100 * height) / page.height}%` });
}

function listenToHand(paper, isDrawing, drawn) {
  /** { mode (draw, move, or a corner), from: [x, y] in pixels of the page, field, element, box } while a button is down. */
  let drag = null;
  let dragged = false;

  const at = ({ clientX, clientY }) => {
    const { left, top, width } = paper.getBoundingClientRect();
    const scale = session.page.width / width;
    return [(clientX - left) * scale, (clientY - top) * scale, scale];
  };
  paper.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button !== 0) return;
    const element = event.target.closest(".field-box");
    const field = element && session.fields.find(({ id }) => id === Number(element.dataset.id));
    const mouse = event.pointerType === "mouse";
    const mine = field && (mouse || field.id === session.chosen);
    // With a finger a drag scrolls, unless a field is wanted, or one is chosen.
    if (mine && !isDrawing()) drag = { mode: event.target.dataset.corner ?? "move", field, element };
    else if (mouse || isDrawing()) drag = { mode: "draw", field: null, element: null };
    else return;
    Object.assign(drag, { from: at(event), box: null });
  });
  paper.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [x, y, scale] = at(event);
    const [dx, dy] = [x - drag.from[0], y - drag.from[1]];
    if (!drag.box) {
      if (Math.hypot(dx, dy) < STILL * scale) return;
      paper.setPointerCapture(event.pointerId);
      if (drag.mode === "draw") {
        drag.element = make("div.drawn-box");
        paper.append(drag.element);
      }
    }
    drag.box = boxOfDrag(drag, dx, dy);
    lay(drag.element, drag.box);
  });
  const end = (event) => {
    const done = drag;
    drag = null;
    if (!done?.box) return;
    if (done.mode === "draw") done.element.remove();
    // The click that ends a drag chooses nothing.
    dragged = true;
    if (event.type === "pointercancel") return done.field && lay(done.element, done.field.box);
    const smallest = SMALLEST * at(event)[2];
    if (done.field) place(done.field.id, done.box);
    else if (Math.min(done.box[2], done.box[3]) >= smallest) {
      drawn();
      add(done.box);
    }
  };
  paper.addEventListener("pointerup", end);
  paper.addEventListener("pointercancel", end);
  paper.addEventListener("click", (event) => {
    // A click by the keyboard ends no drag.
    if (dragged && event.detail !== 0) return;
    const box = event.target.closest(".field-box");
    if (box) return choose(Number(box.dataset.id));
    const printed = printedAt(...at(event));
    if (printed) add(printed.box, printed.digits[1] > 1 && printed.digits[1] < 20 ? { digits: printed.digits } : {});
    else choose(null);
  });
}

function boxOfDrag({ mode, from, field }, dx, dy) {
  if (mode === "draw") return [Math.min(from[0], from[0] + dx), Math.min(from[1], from[1] + dy), Math.abs(dx), Math.abs(dy)];
  const [x, y, width, height] = field.box;
  if (mode === "move") return [x + dx, y + dy, width, height];
  const [left, right] = mode[1] === "w" ? [x + dx, x + width] : [x, x + width + dx];
  const [top, bottom] = mode[0] === "n" ? [y + dy, y + height] : [y, y + height + dy];
  return [Math.min(left, right), Math.min(top, bottom), Math.abs(right - left), Math.abs(bottom - top)];
}
