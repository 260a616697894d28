// Computes occlusion beside the page, so that drawing stays smooth.

import { Network } from "./network.js";
import { occludeMaps, occludePixels } from "./occlusion.js";

let network = null;
let latest = 0;

self.onmessage = async ({ data }) => {
  if (data.model) {
    network = new Network(data.model, data.weights);
    return;
  }
  latest = data.job;
  const { job, pixels, digit, rival, off } = data;
  for (const [kind, results] of [
    ["pixels", occludePixels(network, pixels, digit, rival, off)],
    ["maps", occludeMaps(network, pixels, digit, rival, off)],
  ]) {
    let began = performance.now();
    let found = [];
    for (const result of results) {
      found.push(result);
      if (performance.now() - began > 60) {
        self.postMessage({ job, kind, found, done: false });
        found = [];
        // Let a newer question in, and leave this one if there is one.
        await new Promise((resolve) => setTimeout(resolve));
        if (latest !== job) return;
        began = performance.now();
      }
    }
    self.postMessage({ job, kind, found, done: true });
  }
};
