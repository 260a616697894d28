// Numbers as colours.

/** Paint 28×28 pixels of ink in one colour on nothing; returns a canvas of 28×28. */
export function paintPixels(pixels, colour, size = 28) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  const [red, green, blue] = channels(colour);
  const image = context.createImageData(size, size);
  for (let i = 0; i < pixels.length; i++) image.data.set([red, green, blue, pixels[i]], 4 * i);
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Paint 28×28 pixels into a canvas of that size that is part of the page, ink on paper. */
export function showPixels(canvas, pixels) {
  canvas.width = canvas.height = 28;
  canvas.getContext("2d").drawImage(paintPixels(pixels, getComputedStyle(canvas).color), 0, 0);
}

/** The same for a canvas that is put into the page only now: its colour is known in the next frame, unless it has gone by then. */
export function showPixelsSoon(canvas, pixels) {
  requestAnimationFrame(() => canvas.isConnected && showPixels(canvas, pixels));
}

/** Red, green and blue, 0 to 255, of a colour as `getComputedStyle` or the style sheet gives it. */
function channels(colour) {
  const text = colour.trim();
  if (text.startsWith("#")) return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  return text.match(/[\d.]+/g).slice(0, 3).map(Number);
}

/**
 * A table of 513 colours for −1 to 1: index 256 is nothing, above it grows what speaks for, below what speaks against.
 * Taken from the style sheet, so that light and dark come by themselves.
 */
export function palette(element, strongest = "--map-plus") {
  const style = getComputedStyle(element);
  const [none, plus, minus] = ["--map-none", strongest, "--map-minus"].map((name) => channels(style.getPropertyValue(name)));
  const table = new Uint32Array(513);
  for (let i = 0; i < 513; i++) {
    const share = Math.abs(i - 256) / 256;
    // The eye sees small differences near nothing; the root spreads them.
    const strength = Math.sqrt(share);
    const end = i >= 256 ? plus : minus;
    const [r, g, b] = none.map((from, c) => Math.round(from + (end[c] - from) * strength));
    table[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return table;
}

/** The place in a palette of a value, where `largest` is the strongest colour. */
export const shade = (value, largest) => 256 + Math.round(256 * Math.max(-1, Math.min(1, largest ? value / largest : 0)));

/** Colour an element by a share from −1 to 1: what speaks for and what speaks against, as in the style sheet. */
export function tint(element, share) {
  element.classList.add(share < 0 ? "minus" : "plus");
  element.style.setProperty("--share", `${Math.round(45 * Math.min(1, Math.abs(share)))}%`);
}
