// The arithmetic of the layers on typed arrays, for the page that shuzi serves and for the one that it exports.
// Maps lie one after the other: (channel, row, column).

/** What computes a layer, by its type: a function of the layer's input and of the layer. */
export const KERNELS = {
  Conv2D: convolve,
  MaxPooling2D: pool,
  Flatten: flatten,
  Dense: dense,
  Activation: (input, layer) => (layer.activation === "softmax" ? softmax(input) : relu(input)),
};

/** Where a window begins for output 0: negative where `same` padding adds rows or columns before the first one. */
export function padBefore(size, window, stride, padding) {
  if (padding !== "same") return 0;
  const outputs = Math.ceil(size / stride);
  return Math.floor(Math.max(0, (outputs - 1) * stride + window - size) / 2);
}

/** Convolve; kernel is (filters, channels of a group, rows, columns). Sums are kept in double precision. */
export function convolve(input, layer) {
  const [height, width, channels] = layer.input_shape;
  const [rows, columns, filters] = layer.output_shape;
  const padded = pad(input, layer);
  const output = new Float32Array(filters * rows * columns);
  const sums = new Float64Array(rows * columns);
  const plane = padded.height * padded.width;
  const taps = layer.window[0] * layer.window[1];
  const groups = layer.groups ?? 1;
  const seen = channels / groups;
  for (let filter = 0; filter < filters; filter++) {
    sums.fill(layer.bias[filter]);
    const first = Math.floor((filter * groups) / filters) * seen;
    for (let channel = 0; channel < seen; channel++) {
      if (padded.blank[first + channel]) continue;
      const weights = layer.kernel.subarray((filter * seen + channel) * taps, (filter * seen + channel + 1) * taps);
      const from = (first + channel) * plane;
      if (taps === 9 && layer.window[0] === 3 && layer.strides[0] === 1 && layer.strides[1] === 1) {
        addThreeByThree(sums, padded.values, from, padded.width, weights, rows, columns);
      } else {
        addWindow(sums, padded.values, from, padded.width, weights, layer, rows, columns);
      }
    }
    output.set(sums, filter * rows * columns);
  }
  return output;
}

function addThreeByThree(sums, values, from, width, w, rows, columns) {
  const [a, b, c, d, e, f, g, h, i] = w;
  for (let row = 0, out = 0; row < rows; row++) {
    let top = from + row * width;
    let mid = top + width;
    let low = mid + width;
    for (let column = 0; column < columns; column++, out++, top++, mid++, low++) {
      sums[out] +=
        a * values[top] + b * values[top + 1] + c * values[top + 2] +
        d * values[mid] + e * values[mid + 1] + f * values[mid + 2] +
        g * values[low] + h * values[low + 1] + i * values[low + 2];
    }
  }
}

function addWindow(sums, values, from, width, weights, layer, rows, columns) {
  const [high, wide] = layer.window;
  const [down, right] = layer.strides;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const weight = weights[y * wide + x];
      for (let row = 0, out = 0; row < rows; row++) {
        let at = from + (row * down + y) * width + x;
        for (let column = 0; column < columns; column++, out++, at += right) sums[out] += weight * values[at];
      }
    }
  }
}

function pad(input, layer) {
  const [height, width, channels] = layer.input_shape;
  const [rows, columns] = layer.output_shape;
  const top = padBefore(height, layer.window[0], layer.strides[0], layer.padding);
  const left = padBefore(width, layer.window[1], layer.strides[1], layer.padding);
  const padded = {
    height: Math.max(height + top, (rows - 1) * layer.strides[0] + layer.window[0]),
    width: Math.max(width + left, (columns - 1) * layer.strides[1] + layer.window[1]),
    blank: new Uint8Array(channels),
  };
  padded.values = new Float32Array(channels * padded.height * padded.width);
  for (let channel = 0; channel < channels; channel++) {
    let blank = 1;
    for (let row = 0; row < height; row++) {
      const from = (channel * height + row) * width;
      const to = (channel * padded.height + row + top) * padded.width + left;
      for (let column = 0; column < width; column++) {
        const value = input[from + column];
        if (value !== 0) blank = 0;
        padded.values[to + column] = value;
      }
    }
    padded.blank[channel] = blank;
  }
  return padded;
}

/** Take the largest of each window. */
function pool(input, layer) {
  const [height, width, channels] = layer.input_shape;
  const [rows, columns] = layer.output_shape;
  const output = new Float32Array(channels * rows * columns);
  for (let channel = 0, out = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, out++) {
        const [top, left] = windowStart(layer, row, column);
        let best = -Infinity;
        for (let y = Math.max(0, top); y < Math.min(height, top + layer.window[0]); y++) {
          for (let x = Math.max(0, left); x < Math.min(width, left + layer.window[1]); x++) {
            best = Math.max(best, input[(channel * height + y) * width + x]);
          }
        }
        output[out] = best;
      }
    }
  }
  return output;
}

/** Row and column in the input at which the window of an output cell begins; may lie outside. */
export function windowStart(layer, row, column) {
  const [height, width] = layer.input_shape;
  return [
    row * layer.strides[0] - padBefore(height, layer.window[0], layer.strides[0], layer.padding),
    column * layer.strides[1] - padBefore(width, layer.window[1], layer.strides[1], layer.padding),
  ];
}

function relu(input) {
  const output = new Float32Array(input.length);
  for (let i = 0; i < input.length; i++) output[i] = input[i] > 0 ? input[i] : 0;
  return output;
}

/** Lay maps out as one row, place by place as Keras does: all channels of the first pixel, then those of the next. */
function flatten(input, layer) {
  if (layer.input_shape.length !== 3) return input;
  const [rows, columns, channels] = layer.input_shape;
  const places = rows * columns;
  const output = new Float32Array(input.length);
  for (let channel = 0, from = 0; channel < channels; channel++) {
    for (let place = 0; place < places; place++, from++) output[place * channels + channel] = input[from];
  }
  return output;
}

/** Multiply by a kernel of (inputs, units) and add the bias. */
function dense(input, layer) {
  const units = layer.bias.length;
  const sums = Float64Array.from(layer.bias);
  for (let i = 0, at = 0; i < input.length; i++, at += units) {
    const value = input[i];
    if (value === 0) continue;
    for (let unit = 0; unit < units; unit++) sums[unit] += value * layer.kernel[at + unit];
  }
  return Float32Array.from(sums);
}

function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from(powers, (value) => value / sum);
}
