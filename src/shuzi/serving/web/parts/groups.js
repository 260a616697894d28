// What belongs together, shown on the pad; a tap splits a digit into its strokes, two taps join two digits.

import { announce } from "../dom.js";
import { decide, groupStrokes } from "../grouping.js";
import { change, state } from "../state.js";
import { say } from "../words.js";

/** Units of the pad. */
const MARGIN = 9;
const REACH = 24;

/** The digit that was tapped first, as its strokes. */
let first = null;

/** Draw a frame around every digit, where there are several or they are being put together. */
export function drawGroups(context, scale, colour, choosing) {
  if (!choosing) first = null;
  const groups = state.digits.filter(({ strokes }) => strokes);
  if (!choosing && groups.length < 2 && !(groups[0]?.strokes.length > 1)) return;
  context.save();
  context.strokeStyle = colour;
  for (const { box, strokes } of groups) {
    const chosen = first && strokes.includes(first[0]);
    context.globalAlpha = chosen ? 1 : choosing ? 0.7 : 0.25;
    context.lineWidth = (chosen ? 2.5 : 1.2) * scale;
    context.setLineDash(chosen ? [] : [5 * scale, 4 * scale]);
    context.beginPath();
    context.roundRect((box.x - MARGIN) * scale, (box.y - MARGIN) * scale, (box.width + 2 * MARGIN) * scale, (box.height + 2 * MARGIN) * scale, 8 * scale);
    context.stroke();
  }
  context.restore();
}

/** Take a tap at a place of the pad: the same digit twice is split, another one is joined to the first. */
export function tapGroup([x, y]) {
  const groups = groupStrokes(state.strokes);
  const away = ({ box }) => Math.hypot(Math.max(box.x - x, 0, x - box.x - box.width), Math.max(box.y - y, 0, y - box.y - box.height));
  const group = groups.filter((each) => away(each) < REACH).sort((a, b) => away(a) - away(b))[0];
  if (!group) first = null;
  else if (!first) {
    first = group.strokes;
    announce(say("groupChosen"));
  } else {
    const same = first.some((stroke) => group.strokes.includes(stroke));
    if (same) for (const stroke of group.strokes) decide([stroke], "hand");
    else decide([...first, ...group.strokes], "hand");
    announce(say(same ? "groupSplit" : "groupJoined"));
    first = null;
  }
  change({ grouping: state.strokes });
}
