// A network: a chain of layers with their weights, computed in the browser.

// The server gives it from the package's room network/, since the exported page computes with it, too.
import { KERNELS } from "./kernels.js";

export class Network {
  /**
   * @param model what GET /api/model gives
   * @param {ArrayBuffer} weights what GET /api/weights gives
   */
  constructor(model, weights) {
    this.name = model.name;
    this.model = model;
    this.weights = weights;
    const arrays = new Map(
      model.weights.map(({ name, shape, offset }) => [
        name,
        new Float32Array(weights, offset, shape.reduce((a, b) => a * b, 1)),
      ]),
    );
    // A Dropout does nothing in use; networks that were imported may have some.
    this.layers = model.layers.filter((layer) => layer.type !== "Dropout").map((layer, index) => {
      const function_ = layer.activation ?? "linear";
      if (layer.groups > 1) throw new Error(`the layer ${layer.name} has groups, which the page does not know; shuzi read and the API do`);
      if (!KERNELS[layer.type] || !["linear", "relu", "softmax"].includes(function_)) {
        const what = KERNELS[layer.type] ? function_ : layer.type;
        throw new Error(`the layer ${layer.name} is a ${what}, which the page does not know; shuzi read and the API do`);
      }
      const bias = arrays.get(`${layer.name}/bias`) ?? new Float32Array(layer.output_shape.at(-1));
      return { ...layer, index, kernel: arrays.get(`${layer.name}/kernel`), bias };
    });
    this.logits = this.layers.length - 2; // a softmax is always the last
    /** Logits are divided by it before the softmax. */
    this.temperature = 1;
  }

  /**
   * Compute every layer.
   * @param {ArrayLike<number>} pixels 784 numbers, 0 to 255
   * @param {Map<number, Set<number>>} off channels whose output counts as zero, by the index of their layer
   * @returns {Float32Array[]} the output of each layer, in order
   */
  forward(pixels, off = new Map()) {
    return this.forwardFrom(0, Float32Array.from(pixels), off);
  }

  /** Compute the layers from one on, given its input; earlier places stay empty. */
  forwardFrom(first, input, off = new Map()) {
    const outputs = [];
    let current = input;
    for (let index = first; index < this.layers.length; index++) {
      const layer = this.layers[index];
      if (index > this.logits && this.temperature !== 1) current = current.map((logit) => logit / this.temperature);
      current = KERNELS[layer.type](current, layer);
      if (off.has(index)) current = switchOff(current, layer, off.get(index));
      outputs[index] = current;
    }
    return outputs;
  }

  /** What goes into a layer, given all outputs. */
  inputOf(index, pixels, outputs) {
    return index === 0 ? pixels : outputs[index - 1];
  }
}

/** How many maps or neurons a layer has, and the size of each. */
export function gridOf(shape) {
  return shape.length === 3
    ? { maps: shape[2], rows: shape[0], columns: shape[1] }
    : { maps: shape[0], rows: 1, columns: 1 };
}

function switchOff(output, layer, channels) {
  const { rows, columns } = gridOf(layer.output_shape);
  const changed = Float32Array.from(output);
  for (const channel of channels) changed.fill(0, channel * rows * columns, (channel + 1) * rows * columns);
  return changed;
}
