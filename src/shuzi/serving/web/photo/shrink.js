// Photos that are too large to send are made smaller in the browser.

/** Bytes of a request's body that the server takes, less what a form needs around the file. */
const MOST = 10 * 1024 * 1024 - 4096;
/** Pixels of the longer side, tried one after the other; the reader looks at twice 1600 at most. */
const SIDES = [4800, 3200, 1600];
const QUALITY = 0.92;

/**
 * Return the file itself if it is small enough, or a smaller picture of it; null if it is no picture and too large.
 * @param {number} beside bytes that go with it
 */
export async function smallEnough(file, beside = 0) {
  if (file.size <= MOST - beside) return file;
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
    if (smaller.size <= MOST - beside) {
      picture.close();
      return new File([smaller], file.name);
    }
  }
  return null;
}
