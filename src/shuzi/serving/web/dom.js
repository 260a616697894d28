// Elements without a framework.

/** Make an element: `make("button.quiet", { type: "button", onclick }, "text", child)`. */
export function make(what, properties = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const percent = (share) => `${(100 * share).toFixed(1)}%`;

/** A number for reading: up to three decimals, with a true minus sign. */
export function number(value, digits = 3) {
  const text = Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/** Say something to whoever listens to the page. */
export function announce(text) {
  document.getElementById("live").textContent = text;
}
