// What may stand in a field: the rules of forms/form.py, and of forms/choose.py for sums, once more, to check what a person types.

const luhn = (digits) => digits.toReversed().reduce((sum, digit, at) => sum + (at % 2 ? 2 * digit - 9 * (digit > 4) : digit), 0) % 10 === 0;
const mod11 = (digits) => digits.toReversed().reduce((sum, digit, at) => sum + (at + 1) * digit, 0) % 11 === 0;

export const CHECKS = {
  luhn,
  isbn10: (digits) => digits.length === 10 && mod11(digits),
  isbn13: (digits) => digits.length === 13 && digits.reduce((sum, digit, at) => sum + (at % 2 ? 3 : 1) * digit, 0) % 10 === 0,
  mod11,
};

/** What a text violates by itself, as a word with its values; null where it fits. */
export function misfit(field, text) {
  const [least, most] = field.digits;
  if (!text) return field.blank ? null : { word: "formEmpty" };
  if (text.length < least || text.length > most) return least === most ? { word: "formNotDigits", values: { least } } : { word: "formNotDigitsTo", values: { least, most } };
  if (field.allowed.length) return field.allowed.includes(text) ? null : { word: "formNotAllowed", values: { list: field.allowed.join(", ") } };
  if (text.length > 1 && text[0] === "0" && !field.leading_zeros) return { word: "formBeginsWith0" };
  if (field.range && !(BigInt(text) >= BigInt(field.range[0]) && BigInt(text) <= BigInt(field.range[1]))) return { word: "formNotInRange", values: { from: field.range[0], to: field.range[1] } };
  if (field.check && !CHECKS[field.check]([...text].map(Number))) return { word: "formFailsCheck", values: { check: field.check } };
  return null;
}

/** What is wrong with a field as the sum of others; null where it is none, or right. */
export function wrongSum(field, textOf) {
  if (!field.sum.length) return null;
  const total = field.sum.reduce((sum, id) => sum + BigInt(textOf(id) || 0), 0n);
  return BigInt(textOf(field.id) || 0) === total ? null : { word: "formWrongSum", values: { sum: String(total) } };
}

/** What is wrong with a form as a whole: a word with its values; null if it can be used. */
export function problemOf(fields) {
  const columns = new Set(["file", "page", "to_review", "error", "corrected"]);
  for (const field of fields) {
    const name = field.name.trim();
    if (!name) return { word: "formNoName", id: field.id };
    const own = [name, `${name}_confidence`, `${name}_review`];
    if (own.some((column) => columns.has(column))) return { word: "formNameTaken", values: { name }, id: field.id };
    own.forEach((column) => columns.add(column));
  }
  return null;
}
