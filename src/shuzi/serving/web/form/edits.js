// What a person changes on a form: each change makes new fields, so that it can be undone and done again.

import { makeHistory } from "../files/history.js";
import { session, tell } from "./session.js";

const history = makeHistory((_, to) => restore(to, "page"));
export const { canUndo, canRedo, undo, redo } = history;

/** What the last change was about; a run of arrow keys is one change. */
let last = null;
let newest = 0;

export const newId = () => ++newest;

const PLAIN = { digits: [1, 20], range: null, allowed: [], leading_zeros: false, blank: false, check: null, sum: [] };

/** Begin with a page and maybe fields; what was there before can be undone. */
export function begin(page, printed, { fields = [], filled = false } = {}) {
  const values = { page, printed, fields, filled, chosen: null };
  if (session.page) change(values, "page");
  else restore(values, "page");
}

/** Add a field at a place; it holds what the one before it holds. */
export function add(box, values = {}) {
  const before = session.fields.at(-1);
  const { check, sum, ...kind } = before ?? PLAIN;
  const field = { ...PLAIN, ...kind, ...values, id: newId(), name: values.name ?? nameAfter(before?.name), box: inPage(box) };
  change({ fields: [...session.fields, field], chosen: field.id });
}

/** Make fields of all printed boxes that no field covers yet. */
export function addPrinted() {
  const free = session.printed.filter(({ box }) => !session.fields.some((field) => shares(field.box, box)));
  const taken = new Set(session.fields.map(({ name }) => name));
  const fields = free.map((field) => {
    let { name } = field;
    while (taken.has(name)) name += "'";
    taken.add(name);
    // A box may be empty where somebody says so: a mark that is missing shall be seen.
    return { ...PLAIN, ...field, blank: false, sum: [], name, id: newId() };
  });
  change({ fields: [...session.fields, ...fields], chosen: null });
}

/** The printed box at a point of the page that no field covers yet; null if there is none. */
export const printedAt = (x, y) =>
  session.printed.find(({ box }) => x >= box[0] && x <= box[0] + box[2] && y >= box[1] && y <= box[1] + box[3] && !session.fields.some((field) => shares(field.box, box))) ?? null;

/** One more like a field, below it, or beside it where there is no room. */
export function copy(field) {
  const [x, y, width, height] = field.box;
  const below = y + 2.3 * height < session.page.height;
  const { id, name, check, sum, ...kind } = field;
  add(below ? [x, y + 1.3 * height, width, height] : [x + 1.2 * width, y, width, height], { ...kind, name: nameAfter(name) });
}

export function remove(id) {
  const fields = session.fields.filter((field) => field.id !== id).map((field) => ({ ...field, sum: field.sum.filter((other) => other !== id) }));
  change({ fields, chosen: null });
}

/** Change values of a field; `by` is what is told of it, and changes of one kind in a row are one. */
export function edit(id, values, { by = "fields", kind = null } = {}) {
  const fields = session.fields.map((field) => (field.id === id ? { ...field, ...values } : field));
  change({ fields, chosen: id }, by, kind && `${kind} ${id}`);
}

/** Of a box's sides: fields of one kind differ by no more. */
const ALIKE = 0.15;

/** The other fields whose boxes are as large. */
export const alike = (field) =>
  session.fields.filter(({ id, box }) => id !== field.id && [2, 3].every((at) => Math.abs(box[at] - field.box[at]) <= ALIKE * field.box[at]));

/** Give them the rules of this one; a sum belongs to one field alone. */
export function passOn(field) {
  const { digits, range, allowed, leading_zeros, blank, check } = field;
  const others = new Set(alike(field));
  change({ fields: session.fields.map((other) => (others.has(other) ? { ...other, digits, range, allowed, leading_zeros, blank, check } : other)) });
}

export const place = (id, box, kind) => edit(id, { box: inPage(box) }, { kind });

export const setFilled = (filled) => change({ filled });

function change(values, what = "fields", kind = null) {
  const { page, printed, fields, filled, chosen } = session;
  const before = kind && kind === last && history.past.length ? history.past.pop().before : { page, printed, fields, filled, chosen };
  const after = { page, printed, fields, filled, chosen, ...values };
  history.add({ before, after });
  restore(after, what);
  last = kind;
}

function restore(values, what) {
  Object.assign(session, values);
  last = null;
  tell(what);
}

/** A name that is not taken, counted up from another: q3 after q2. */
function nameAfter(name) {
  const taken = new Set(session.fields.map((field) => field.name));
  const [, stem, number, end] = /^(.*?)(\d+)(\D*)$/.exec(name ?? "q0") ?? [null, `${name}`, "1", ""];
  let next = Number(number) + 1;
  while (taken.has(`${stem}${next}${end}`)) next++;
  return `${stem}${next}${end}`;
}

/** A box in whole pixels, moved into the page and cut to its size. */
function inPage([x, y, width, height]) {
  const [wide, tall] = [session.page.width, session.page.height];
  const [w, h] = [Math.min(wide, Math.max(4, Math.round(width))), Math.min(tall, Math.max(4, Math.round(height)))];
  return [Math.min(wide - w, Math.max(0, Math.round(x))), Math.min(tall - h, Math.max(0, Math.round(y))), w, h];
}

/** Whether two boxes share a good part of the smaller one. */
function shares(a, b) {
  const [across, down] = [0, 1].map((at) => Math.max(0, Math.min(a[at] + a[at + 2], b[at] + b[at + 2]) - Math.max(a[at], b[at])));
  return across * down > 0.3 * Math.min(a[2] * a[3], b[2] * b[3]);
}
