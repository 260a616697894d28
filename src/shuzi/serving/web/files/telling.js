// Who wants to hear that something has changed, and being told.

/** Make a pair: `listen(listener)` returns a function that ends it; `tell(what)` calls all who listen with what has changed. */
export function makeTelling() {
  const listeners = new Set();
  const listen = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const tell = (what) => {
    for (const listener of listeners) listener(what);
  };
  return { listen, tell };
}
