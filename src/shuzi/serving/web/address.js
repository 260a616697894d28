// A view has an address that can be shared: which view, which digit, where one is looking, what is switched off.

import { base64Of, bytesIn } from "./base64.js";

/** Pixels as short text: runs of paper are counted, the rest stands as it is, all of it in base64 for addresses. */
export function packPixels(pixels) {
  const bytes = [];
  for (let i = 0; i < pixels.length; ) {
    if (pixels[i] !== 0) {
      bytes.push(pixels[i++]);
      continue;
    }
    let run = 0;
    while (i < pixels.length && pixels[i] === 0 && run < 255) {
      run++;
      i++;
    }
    bytes.push(0, run);
  }
  return base64Of(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The pixels in such a text; null if it holds none. */
export function unpackPixels(text) {
  let bytes;
  try {
    bytes = bytesIn(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return null;
  }
  const pixels = new Uint8Array(784);
  let at = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0) at += bytes[++i] ?? 0;
    else if (at < 784) pixels[at++] = bytes[i];
    else return null;
  }
  return at === 784 ? pixels : null;
}

/** View and values in an address such as `#/look?layer=3`. */
export function readAddress() {
  const [path, query] = location.hash.replace(/^#\//, "").split("?");
  return { view: path, values: new URLSearchParams(query ?? "") };
}

/** Put view and values into the address, without a new step for the back button. */
export function writeAddress(view, values) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== "")).toString();
  const address = `#/${view}${query ? `?${query}` : ""}`;
  if (address !== location.hash) history.replaceState(null, "", address);
}

/** `1.3,4.*` ⇄ channel 3 of layer 1 and all channels of layer 4. */
export const packOff = (off, layers) =>
  [...off].flatMap(([layer, channels]) => (channels.size === channelsOf(layers[layer]) ? [`${layer}.*`] : [...channels].map((c) => `${layer}.${c}`))).join(",");

export function unpackOff(text, layers) {
  const off = new Map();
  for (const [layer, channel] of text.split(",").map((pair) => pair.split("."))) {
    const known = layers[Number(layer)];
    if (!known || layer === "") continue;
    const count = channelsOf(known);
    const channels = channel === "*" ? Array.from({ length: count }, (_, each) => each) : [Number(channel)];
    if (!channels.every((each) => Number.isInteger(each) && each >= 0 && each < count)) continue;
    off.set(Number(layer), new Set([...(off.get(Number(layer)) ?? []), ...channels]));
  }
  return off;
}

const channelsOf = (layer) => layer.output_shape.at(-1);
