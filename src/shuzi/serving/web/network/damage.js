// A network that was damaged on purpose: noise on its weights, and another temperature of the softmax.

import { Network } from "./network.js";

/**
 * No damage. `noise` is the noise's standard deviation as a share of that of the weights it is added to; `layer` is the only
 * layer that gets it, or null for all; the same `seed` always gives the same noise; logits are divided by `temperature`.
 */
export const WHOLE = Object.freeze({ noise: 0, layer: null, seed: 1, temperature: 1 });

export const isWhole = ({ noise, temperature }) => noise === 0 && temperature === 1;

/** The network itself where nothing was damaged, else a copy of it. */
export function damaged(network, damage) {
  if (isWhole(damage)) return network;
  const copy = new Network(network.model, damage.noise ? noisy(network, damage) : network.weights);
  copy.temperature = damage.temperature;
  return copy;
}

/** All weights as GET /api/weights gives them, with noise on the kernels. */
function noisy(network, { noise, layer, seed }) {
  const weights = network.weights.slice(0);
  const chosen = layer === null ? null : `${network.layers[layer].name}/kernel`;
  network.model.weights.forEach(({ name, shape, offset }, index) => {
    if (!name.endsWith("/kernel") || (chosen !== null && name !== chosen)) return;
    const kernel = new Float32Array(weights, offset, shape.reduce((a, b) => a * b, 1));
    const width = noise * deviation(kernel);
    // A layer's noise is the same whether it is damaged alone or with all others.
    const draw = normal(seed * 1000 + index);
    for (let i = 0; i < kernel.length; i++) kernel[i] += width * draw();
  });
  return weights;
}

function deviation(values) {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

/** Numbers of a normal distribution. Source: Marsaglia and Bray's polar method, 1964. */
function normal(seed) {
  const uniform = generator(seed);
  let spare = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    let [x, y, square] = [0, 0, 0];
    while (square === 0 || square >= 1) {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    }
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * scale;
    return x * scale;
  };
}

/** Numbers from 0 to 1 that follow from a seed. Source: mulberry32 by Tommy Ettinger, public domain. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
