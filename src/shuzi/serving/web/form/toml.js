// A form as the file that `shuzi read --form` takes.

/** As TOML writes a text: JSON's way, and what JSON leaves as it is and TOML does not allow. */
const quoted = (text) => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

/**
 * The form file.
 * @param {{fields: object[], filled: boolean}} form
 * @param {string|null} picture the page's JPEG in base64, which then is a part of the file; null where it goes beside it
 */
export function toToml({ fields, filled }, picture) {
  const nameOf = (id) => fields.find((field) => field.id === id).name;
  const lines = [picture === null ? 'example = "page.jpg"' : null, filled ? "filled = true" : null];
  for (const field of fields) lines.push("", "[[field]]", ...linesOf(field, nameOf));
  if (picture !== null) lines.push("", "# The page itself, so that this file is all there is to keep.", "[example]", `image = '''\n${picture.match(/.{1,120}/g).join("\n")}\n'''`);
  return `${lines.filter((line) => line !== null).join("\n").trimStart()}\n`;
}

function linesOf(field, nameOf) {
  const [least, most] = field.digits;
  const whole = least === 1 && most === 20;
  return [
    `name = ${quoted(field.name)}`,
    `box = [${field.box.join(", ")}]`,
    whole ? null : `digits = ${least === most ? least : `[${least}, ${most}]`}`,
    field.range ? `range = [${field.range.join(", ")}]` : null,
    field.allowed.length ? `allowed = [${field.allowed.map(quoted).join(", ")}]` : null,
    field.leading_zeros ? "leading_zeros = true" : null,
    field.blank ? "blank = true" : null,
    field.sum.length ? `check = { sum = [${field.sum.map((id) => quoted(nameOf(id))).join(", ")}] }` : null,
    field.check ? `check = ${quoted(field.check)}` : null,
  ].filter((line) => line !== null);
}
