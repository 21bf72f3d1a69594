// Calls that the oldest browsers lack which the book supports: see OLDEST in build.mjs. Loaded before all else.

/** A signal that is aborted as soon as one of several is. */
AbortSignal.any ??= (signals) => {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort(signal.reason);
      break;
    }
    signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true, signal: controller.signal });
  }
  return controller.signal;
};

/** A signal that is aborted after some milliseconds. */
AbortSignal.timeout ??= (time) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The time is over', 'TimeoutError')), time);
  return controller.signal;
};
