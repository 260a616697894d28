// A page's picture: a JPEG as the server sends it, and its pixels when they are needed.

import { bytesIn } from "../base64.js";

const MOST_KEPT = 3;

/** A page's Blob → promise of its ImageBitmap; a few megabytes each, so only the last ones are kept. */
const kept = new Map();

/** The Blob of a picture that came as base64. */
export const pictureOf = (base64) => new Blob([bytesIn(base64)], { type: "image/jpeg" });

export function bitmapOf({ picture }) {
  const found = kept.get(picture) ?? createImageBitmap(picture);
  kept.delete(picture);
  kept.set(picture, found);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return found;
}
