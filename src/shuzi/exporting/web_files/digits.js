// Reads a handwritten digit with the 8-bit weights in model.js; no library, no network.
// In the exported folder the kernels that shuzi's own page computes with stand before this, in one function with it.
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const floats = (text) => new Float32Array(bytes(text).buffer);

// A weight is its whole number times the scale of its filter or unit. Kernels are (filters, channels, rows, columns)
// or (inputs, units).
const weights = ({ type, kernel, scale }) => {
  const whole = new Int8Array(bytes(kernel).buffer), scales = floats(scale), taps = whole.length / scales.length;
  return Float32Array.from(whole, (weight, i) => weight * scales[type === "Conv2D" ? Math.floor(i / taps) : i % scales.length]);
};
const layers = shuziModel.layers.map((layer) =>
  layer.kernel ? { ...layer, kernel: weights(layer), bias: floats(layer.bias) } : layer);

// pixels: 784 numbers, 0 (paper) to 255 (ink), row by row. Returns the probabilities of `classes`.
const probabilities = (pixels) =>
  layers.reduce((values, layer) => KERNELS[layer.type](values, layer), Float32Array.from(pixels));

// ink: width × height numbers, 0 (paper) to 255. Returns 784 pixels framed as MNIST's are: the ink in 20 × 20
// pixels, its centre of mass in the middle of 28 × 28. Null if there is no ink.
// shuzi's own page has strokes and frames them before they are drawn; here is only ink, and no canvas where a test runs this.
const frame = (ink, width, height) => {
  let left = width, right = -1, top = height, bottom = -1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (ink[y * width + x] > 32) {
        left = Math.min(left, x); right = Math.max(right, x);
        top = Math.min(top, y); bottom = Math.max(bottom, y);
      }
  if (right < 0) return null;
  const scale = 20 / Math.max(right - left + 1, bottom - top + 1);
  const small = new Float32Array(400);
  let mass = 0, rows = 0, columns = 0;
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const value = ink[y * width + x] * scale * scale;
      const row = Math.min(19, Math.floor((y - top) * scale)), column = Math.min(19, Math.floor((x - left) * scale));
      small[row * 20 + column] += value;
    }
  for (let i = 0; i < 400; i++) {
    small[i] = Math.min(255, small[i]);
    mass += small[i]; rows += small[i] * Math.floor(i / 20); columns += small[i] * (i % 20);
  }
  const down = Math.round(13.5 - rows / mass), across = Math.round(13.5 - columns / mass);
  const pixels = new Float32Array(784);
  for (let i = 0; i < 400; i++) {
    const row = Math.floor(i / 20) + down, column = (i % 20) + across;
    if (row >= 0 && row < 28 && column >= 0 && column < 28) pixels[row * 28 + column] = small[i];
  }
  return pixels;
};

// What the classes are called, in the order of their probabilities: the digits, or names of one's own.
const classes = shuziModel.classes ?? Array.from({ length: 10 }, (_, digit) => String(digit));

globalThis.shuzi = { probabilities, frame, classes };
