// One map, enlarged, with the window that is looked through.

import { make } from "../dom.js";
import { shade } from "./picture.js";

/**
 * Make an enlarged map.
 * @param {{values: ArrayLike<number>, rows: number, columns: number, window: object, colours: Uint32Array, largest: number,
 *   label: string, onPoint?: Function, onPin?: Function}} what
 */
export function makeZoom({ values, rows, columns, window: field, colours, largest, label, onPoint, onPin }) {
  const canvas = make("canvas.zoom-map", { width: columns, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const cells = new Uint32Array(image.data.buffer);
  for (let i = 0; i < cells.length; i++) cells[i] = colours[shade(values[i], largest)];
  context.putImageData(image, 0, 0);
  const frame = make("span.zoom-window");
  // The window may reach over the map's edge.
  Object.assign(frame.style, {
    left: `${(100 * field.left) / columns}%`,
    top: `${(100 * field.top) / rows}%`,
    width: `${(100 * field.wide) / columns}%`,
    height: `${(100 * field.high) / rows}%`,
  });
  const box = make("div.zoom-box", { style: "" }, canvas, frame);
  box.style.aspectRatio = `${columns} / ${rows}`;
  if (onPin) {
    box.classList.add("pointed");
    const tell = (event, hear) => {
      const area = canvas.getBoundingClientRect();
      const column = Math.floor(((event.clientX - area.left) / area.width) * columns);
      const row = Math.floor(((event.clientY - area.top) / area.height) * rows);
      if (row >= 0 && row < rows && column >= 0 && column < columns) hear({ row, column });
    };
    box.addEventListener("pointermove", (event) => tell(event, event.buttons ? onPin : onPoint));
    box.addEventListener("pointerdown", (event) => tell(event, onPin));
  }
  return make("figure.zoom", {}, box, make("figcaption", {}, label));
}
