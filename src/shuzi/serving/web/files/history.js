// What was done, so that it can be undone and done again.

/**
 * Make an empty history of steps { before, after }; returns { past, add(step), canUndo(), canRedo(), undo(), redo(),
 * forget() }.
 * @param {(step: object, to: object, from: object) => void} restore brings back what `to` holds in the place of `from`
 */
export function makeHistory(restore) {
  const past = [];
  const future = [];
  return {
    past,
    add(step) {
      past.push(step);
      future.length = 0;
    },
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    undo() {
      const step = past.pop();
      if (!step) return;
      future.push(step);
      restore(step, step.before, step.after);
    },
    redo() {
      const step = future.pop();
      if (!step) return;
      past.push(step);
      restore(step, step.after, step.before);
    },
    forget() {
      past.length = future.length = 0;
    },
  };
}
