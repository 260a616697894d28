// One layer of the network: all its maps, the place that is looked at, and what it was computed from.

import { namesOf } from "../classes.js";
import { announce, make, number } from "../dom.js";
import { filterOf, firstPlace, gridAt, INPUT, lookAt, outputAt, preview, sentenceOf, shapeOf, tellsClasses, told, titleOf } from "../layers.js";
import { largestOf } from "../parts/maps.js";
import { makeMosaic } from "../parts/mosaic.js";
import { hideTip, showTip } from "../parts/tip.js";
import { selectedDigit, state, switchChannel } from "../state.js";
import { say } from "../words.js";

/** Make a layer's card; returns { element, room, lay, paint, mark }. `onPin` hears that a place was pinned here. */
export function makeCard(index, onPin) {
  const grid = gridAt(index);
  const title = titleOf(index);
  const mosaic = makeMosaic(index, {
    label: say("mapLabel", { layer: title, maps: grid.maps }),
    onPoint(place, event) {
      preview({ layer: index, ...place });
      const digit = selectedDigit();
      if (digit?.outputs) showTip(event, told(index, digit, place));
    },
    onLeave: hideTip,
    onPin(place) {
      lookAt({ layer: index, ...place });
      onPin();
    },
    onStep({ map = 0, row = 0, column = 0 }) {
      const from = state.focus.layer === index ? state.focus : { map: 0, row: 0, column: 0 };
      lookAt({ layer: index, map: from.map + map, row: from.row + row, column: from.column + column });
      const digit = selectedDigit();
      if (digit?.outputs) announce(told(index, digit, state.focus));
    },
    onOff() {
      const filter = filterOf(state.focus.layer);
      if (filter === null) return;
      lookAt({});
      switchChannel(filter, state.focus.map);
    },
  });
  const head = make("button.card-head", { type: "button", onclick: () => lookAt(firstPlace(index, selectedDigit())) },
    make("b", {}, title), make("span", {}, shapeOf(index)));
  const element = make("li.card", { data: { layer: index } }, head, mosaic.element);
  const digits = tellsClasses(index) ? makeDigitLabels() : null;
  if (digits) element.append(digits.element);
  if (index === INPUT) mosaic.element.after(make("p.hint", {}, sentenceOf(index)));
  return {
    element,
    room: () => mosaic.element.clientWidth,
    lay: mosaic.lay,
    paint(digit, colours) {
      if (!digit?.outputs) {
        mosaic.paint(new Float32Array(grid.maps * grid.rows * grid.columns), colours.maps, 1);
        if (!digit) digits?.refresh(null, index);
        return;
      }
      const values = outputAt(index, digit);
      mosaic.paint(values, index === INPUT ? colours.ink : colours.maps, index === INPUT ? 255 : largestOf(values));
      digits?.refresh(values, index);
    },
    /** Show whether one looks here, and, where anybody can see them, the frames. */
    mark(reach, inView, { lines }) {
      const here = state.focus.layer === index;
      element.classList.toggle("current", here);
      if (!inView) return;
      const filter = filterOf(index) ?? index;
      mosaic.mark({ frames: framesOn(index, reach.get(index)), off: state.off.get(filter) ?? new Set(), pinned: here && state.pinned, lines });
    },
  };
}

/** What is framed on a layer: the place looked at, or what it is computed from, or what it goes into. */
function framesOn(index, field) {
  const { layer, map, row, column } = state.focus;
  const grid = gridAt(index);
  if (layer === index) {
    const all = { map, top: 0, left: 0, high: grid.rows, wide: grid.columns, strong: grid.rows === 1 };
    return grid.rows === 1 ? [all] : [all, { map, top: row, left: column, high: 1, wide: 1, strong: true }];
  }
  // A dense layer's neuron is computed from all numbers before it, and goes into all that come after.
  if (!field || Math.abs(index - layer) !== 1 || (field.map === null && grid.rows === 1)) return [];
  const maps = field.map === null ? Array.from({ length: grid.maps }, (_, each) => each) : [field.map];
  return maps.map((each) => ({ ...field, map: each, strong: false, fed: index > layer }));
}

function makeDigitLabels() {
  const names = namesOf(state.network.model);
  const items = names.map((name) => make("li", {}, make("b", {}, name), make("span")));
  const element = make("ol.digit-labels", {}, ...items);
  element.style.gridTemplateColumns = `repeat(${Math.min(10, names.length)}, 1fr)`;
  return {
    element,
    refresh(values, index) {
      const share = index !== state.network.logits;
      const best = values ? values.indexOf(Math.max(...values)) : -1;
      items.forEach((item, digit) => {
        item.lastChild.textContent = !values ? "" : share ? `${(100 * values[digit]).toFixed(0)}%` : number(values[digit], 1);
        item.classList.toggle("best", digit === best);
      });
    },
  };
}
