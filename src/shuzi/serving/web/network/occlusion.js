// Why this digit and not that one? Hide a part, compute again, and see how the difference of their logits changes.

import { gridOf } from "./network.js";

export const PATCH = 4;
export const STEP = 2;

/** The logit of `digit` less that of `rival`: above zero the network prefers `digit`. */
export function preference(network, outputs, digit, rival) {
  return outputs[network.logits][digit] - outputs[network.logits][rival];
}

/** The pixels with a patch of paper laid over them. */
export function hidePatch(pixels, row, column, size = 28) {
  const hidden = Float32Array.from(pixels);
  for (let y = row; y < Math.min(size, row + PATCH); y++) hidden.fill(0, y * size + column, y * size + Math.min(size, column + PATCH));
  return hidden;
}

/** Where patches are laid: top left corners. */
function patchPlaces(size = 28) {
  const starts = [];
  for (let start = 0; start + PATCH <= size; start += STEP) starts.push(start);
  return starts.flatMap((row) => starts.map((column) => ({ row, column })));
}

/** Yield how much of the preference is lost when each patch of ink is hidden; patches of bare paper change nothing. */
export function* occludePixels(network, pixels, digit, rival, off) {
  const whole = preference(network, network.forward(pixels, off), digit, rival);
  for (const place of patchPlaces()) {
    const hidden = hidePatch(pixels, place.row, place.column);
    const bare = hidden.every((value, index) => value === pixels[index]);
    const lost = bare ? 0 : whole - preference(network, network.forward(hidden, off), digit, rival);
    yield { ...place, lost };
  }
}

/** Yield how much of the preference is lost when each map of each convolution is switched off. */
export function* occludeMaps(network, pixels, digit, rival, off) {
  const outputs = network.forward(pixels, off);
  const whole = preference(network, outputs, digit, rival);
  const convolutions = network.layers.filter((layer) => layer.type === "Conv2D").reverse();
  for (const layer of convolutions) {
    const { maps, rows, columns } = gridOf(layer.output_shape);
    const output = outputs[layer.index];
    for (let map = 0; map < maps; map++) {
      const changed = Float32Array.from(output);
      changed.fill(0, map * rows * columns, (map + 1) * rows * columns);
      const after = network.forwardFrom(layer.index + 1, changed, off);
      yield { layer: layer.index, map, lost: whole - preference(network, after, digit, rival) };
    }
  }
}
