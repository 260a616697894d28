// Reads a handwritten digit with the 8-bit weights in model.js; no library, no network.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const floats = (text) => new Float32Array(bytes(text).buffer);
  const steps = shuziModel.steps.map((step) => ({
    ...step,
    kernel: step.kernel && Float32Array.from(new Int8Array(bytes(step.kernel).buffer)),
    scale: step.scale && floats(step.scale),
    bias: step.bias && floats(step.bias),
  }));

  const rescale = (out, start, count, step) => {
    for (let f = 0; f < count; f++) out[start + f] = out[start + f] * step.scale[f] + step.bias[f];
  };

  const run = {
    conv(input, s, out) {
      const { kernel, filters, channels } = s; // looked up once, as the innermost loop runs seven million times
      for (let y = 0, place = 0; y < s.rows; y++)
        for (let x = 0; x < s.columns; x++, place += s.filters) {
          for (let i = 0; i < s.window_height; i++) {
            const row = y * s.row_stride - s.top + i;
            if (row < 0 || row >= s.height) continue;
            for (let j = 0; j < s.window_width; j++) {
              const column = x * s.column_stride - s.left + j;
              if (column < 0 || column >= s.width) continue;
              const from = (row * s.width + column) * channels;
              let weight = (i * s.window_width + j) * channels * filters;
              for (let c = 0; c < channels; c++, weight += filters) {
                const value = input[from + c];
                if (value === 0) continue; // paper, and what a ReLU has cut off
                for (let f = 0; f < filters; f++) out[place + f] += value * kernel[weight + f];
              }
            }
          }
          rescale(out, place, s.filters, s);
        }
    },
    pool(input, s, out) {
      let place = 0;
      for (let y = 0; y < s.rows; y++)
        for (let x = 0; x < s.columns; x++)
          for (let c = 0; c < s.channels; c++) {
            let most = -Infinity;
            for (let i = 0; i < s.window_height; i++)
              for (let j = 0; j < s.window_width; j++) {
                const row = y * s.row_stride - s.top + i;
                const column = x * s.column_stride - s.left + j;
                if (row < 0 || row >= s.height || column < 0 || column >= s.width) continue;
                most = Math.max(most, input[(row * s.width + column) * s.channels + c]);
              }
            out[place++] = most;
          }
    },
    dense(input, s, out) {
      const { kernel, units } = s;
      for (let i = 0; i < s.inputs; i++) {
        if (input[i] === 0) continue;
        for (let u = 0; u < units; u++) out[u] += input[i] * kernel[i * units + u];
      }
      rescale(out, 0, s.units, s);
    },
    relu: (input, _, out) => out.forEach((_value, i) => { out[i] = Math.max(0, input[i]); }),
    softmax(input, _, out) {
      const most = Math.max(...input);
      let sum = 0;
      for (let i = 0; i < input.length; i++) sum += out[i] = Math.exp(input[i] - most);
      for (let i = 0; i < input.length; i++) out[i] /= sum;
    },
  };

  // pixels: 784 numbers, 0 (paper) to 255 (ink), row by row. Returns the probabilities of the digits 0 to 9.
  const probabilities = (pixels) => {
    let values = Float32Array.from(pixels);
    for (const step of steps) {
      const out = new Float32Array(step.outputs);
      run[step.kind](values, step, out);
      values = out;
    }
    return values;
  };

  // ink: width × height numbers, 0 (paper) to 255. Returns 784 pixels framed as MNIST's are: the ink in 20 × 20
  // pixels, its centre of mass in the middle of 28 × 28. Null if there is no ink.
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

  globalThis.shuzi = { probabilities, frame };
})();
