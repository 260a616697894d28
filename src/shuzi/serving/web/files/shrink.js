// Photos that are too large to send are made smaller in the browser.

import { say } from "../words.js";

/** Bytes of a request's body that the server takes, less what a form needs around the file. */
const MOST = 10 * 1024 * 1024 - 4096;
/** Pixels of the longer side, tried one after the other; the reader looks at twice 1600 at most. */
const SIDES = [4800, 3200, 1600];
const QUALITY = 0.92;

/**
 * Return the file itself if it is small enough, or a smaller picture of it.
 * @param {number} beside bytes that go with it
 * @throws {Error} it is too large, and no picture that could be made small enough
 */
export async function smallEnough(file, beside = 0) {
  if (file.size <= MOST - beside) return file;
  const smaller = await made(file, MOST - beside);
  if (!smaller) throw new Error(say("tooLarge", { megabytes: (file.size / 1e6).toFixed(1) }));
  return new File([smaller], file.name);
}

/** A picture of so many bytes at most; null if there is none. */
async function made(file, most) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return null;
  }
  for (const side of SIDES) {
    const factor = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * factor), Math.round(picture.height * factor));
    const context = canvas.getContext("2d");
    // JPEG knows nothing transparent; paper is white.
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const smaller = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    if (smaller.size <= most) {
      picture.close();
      return smaller;
    }
  }
  return null;
}
