// What a network tells apart: the digits, or classes of one's own, which have names.

const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/** The names of classes of one's own; null where a model, as GET /api/model or /api/models gives it, reads digits. */
export const ownClasses = (model) => model?.classes ?? null;

/** What the classes of a model are called, in the order of its answers. */
export const namesOf = (model) => ownClasses(model) ?? DIGITS;

export const nameOf = (number, model) => namesOf(model)[number] ?? String(number);
