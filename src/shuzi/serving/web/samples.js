// A digit of each kind, as a hand writes it, in a square of 100×100: for those who cannot or do not want to draw.

const curve = (...points) => points;

const SAMPLES = [
  [curve([58, 12], [40, 16], [27, 34], [24, 56], [31, 78], [47, 88], [64, 80], [74, 60], [73, 36], [64, 18], [52, 12])],
  [curve([40, 24], [52, 12], [52, 88])],
  [curve([27, 30], [36, 15], [54, 11], [68, 20], [69, 36], [58, 54], [40, 71], [26, 87], [50, 86], [76, 85])],
  [curve([28, 20], [42, 11], [60, 13], [68, 26], [61, 40], [45, 46], [62, 50], [72, 64], [67, 80], [50, 89], [28, 83])],
  [curve([56, 10], [44, 34], [24, 60], [50, 60], [78, 59]), curve([60, 36], [60, 90])],
  [curve([68, 14], [38, 14], [34, 44], [50, 39], [66, 46], [72, 62], [65, 79], [48, 88], [28, 82])],
  [curve([62, 11], [45, 22], [31, 44], [27, 66], [36, 84], [54, 88], [69, 78], [68, 61], [54, 53], [38, 58], [29, 70])],
  [curve([25, 15], [50, 14], [76, 14], [64, 36], [52, 60], [44, 90])],
  [
    curve(
      [66, 22], [52, 11], [36, 16], [32, 30], [44, 43], [60, 54], [70, 70], [62, 85], [46, 89], [32, 80], [32, 66],
      [46, 52], [62, 40], [68, 28], [64, 18],
    ),
  ],
  [curve([70, 30], [58, 13], [40, 13], [29, 27], [34, 43], [50, 48], [64, 40], [70, 28], [68, 54], [62, 90])],
];

/** The strokes of a digit at a place on the pad. */
export function sampleStrokes(digit, { x, y, size }) {
  return SAMPLES[digit].map((stroke) => round(stroke).map(([px, py]) => [x + (px * size) / 100, y + (py * size) / 100, 0.5]));
}

/** Cut the corners of a line three times, so that it bends as a pen does. Source: Chaikin's algorithm, 1974. */
function round(points) {
  let line = points;
  for (let times = 0; times < 3; times++) {
    const cut = [line[0]];
    for (let i = 0; i + 1 < line.length; i++) {
      const [[ax, ay], [bx, by]] = [line[i], line[i + 1]];
      cut.push([0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by], [0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by]);
    }
    line = [...cut, line.at(-1)];
  }
  return line;
}
