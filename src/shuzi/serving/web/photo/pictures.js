// Parts of a page's picture as pixels: cropped, and framed as MNIST's digits are.

import { bytesIn } from "../base64.js";
import { bitmapOf } from "../files/page-picture.js";

const SIZE = 28;
const BOX = 20;
/** Of the whole range of greys: less is paper, as much is ink. */
const [PAPER, INK] = [0.25, 0.6];

/** The 28×28 pixels of a digit. */
export const pixelsOf = (digit) => bytesIn(digit.pixels);

/**
 * A part of a page as a canvas.
 * @param {number[]} box x, y, width and height in pixels of the page
 * @param {{margin?: number, alone?: boolean}} how much stands around it, in its longer sides, and whether that is made paper
 * @returns {Promise<{canvas: HTMLCanvasElement, box: number[], scale: number}>} the box in the canvas, and pixels of it for one of the page
 */
export async function crop(page, [x, y, width, height], { margin = 0, alone = false } = {}) {
  const bitmap = await bitmapOf(page);
  const scale = bitmap.width / page.width;
  const beside = margin * Math.max(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round((width + 2 * beside) * scale));
  canvas.height = Math.max(1, Math.round((height + 2 * beside) * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const inside = [beside * scale, beside * scale, width * scale, height * scale];
  const [left, top] = [(x - beside) * scale, (y - beside) * scale];
  context.drawImage(bitmap, -left, -top);
  const paper = `rgb(${medians(context.getImageData(0, 0, canvas.width, canvas.height))})`;
  const around = document.createElement("canvas");
  Object.assign(around, { width: canvas.width, height: canvas.height });
  const ground = around.getContext("2d", { willReadFrequently: true });
  ground.fillStyle = paper;
  ground.fillRect(0, 0, around.width, around.height);
  if (alone) ground.rect(...inside);
  else ground.rect(-left, -top, bitmap.width, bitmap.height);
  ground.clip();
  ground.drawImage(canvas, 0, 0);
  return { canvas: around, box: inside, scale };
}

/** How much ink is in every pixel of a box of a page: 0 to 1, row by row. */
export async function inkIn(page, box) {
  const { canvas } = await crop(page, box);
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const grey = Float32Array.from({ length: width * height }, (_, i) => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 3);
  const paper = grey.toSorted()[Math.floor(grey.length * 0.7)];
  const range = grey.reduce((most, value) => Math.max(most, Math.abs(value - paper)), 1);
  return { ink: grey.map((value) => Math.min(1, Math.max(0, (Math.abs(value - paper) / range - PAPER) / (INK - PAPER)))), width, height };
}

/** What is in a box of a page as 28×28 pixels of ink, for where the reader sees no digit. */
export async function framed(page, box) {
  const { ink, width, height } = await inkIn(page, box);
  const pixels = new Uint8Array(SIZE * SIZE);
  const at = [...ink.keys()].filter((i) => ink[i] > 0.5);
  if (!at.length) return pixels;
  const columns = at.map((i) => i % width);
  const rows = at.map((i) => Math.floor(i / width));
  const [left, right] = [least(columns), -least(columns.map((column) => -column))];
  const [top, bottom] = [least(rows), -least(rows.map((row) => -row))];
  const scale = BOX / (Math.max(right - left, bottom - top) + 1);
  const picture = new OffscreenCanvas(width, height);
  picture.getContext("2d").putImageData(inkImage(ink, width, height), 0, 0);
  const mass = ink.reduce((sum, value) => sum + value, 0);
  const x = ink.reduce((sum, value, i) => sum + value * (i % width), 0) / mass + 0.5;
  const y = ink.reduce((sum, value, i) => sum + value * Math.floor(i / width), 0) / mass + 0.5;
  const small = new OffscreenCanvas(SIZE, SIZE).getContext("2d");
  small.imageSmoothingQuality = "high";
  small.drawImage(picture, SIZE / 2 - x * scale, SIZE / 2 - y * scale, width * scale, height * scale);
  const { data } = small.getImageData(0, 0, SIZE, SIZE);
  return pixels.map((_, i) => data[4 * i + 3]);
}

const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);

function inkImage(ink, width, height) {
  const image = new ImageData(width, height);
  ink.forEach((value, i) => (image.data[4 * i + 3] = Math.round(255 * value)));
  return image;
}

function medians({ data }) {
  const channels = [0, 1, 2].map((channel) => []);
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) channels.forEach((values, channel) => values.push(data[i + channel]));
  return channels.map((values) => Uint8Array.from(values).toSorted()[values.length >> 1] ?? 255);
}
