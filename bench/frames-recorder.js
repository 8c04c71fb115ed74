// Runs in the page that is measured, before its own scripts: when its map is told and drawn, and how long frames take.
(() => {
  /** Of the stream: when the first map came, and how many updates there were since. */
  const told = { initAt: 0, updates: 0 };
  let isDrawn = false;
  let isShown = false;
  const { promise: firstMs, resolve: shown } = Promise.withResolvers();

  const Source = window.EventSource;
  window.EventSource = class extends Source {
    constructor(url) {
      super(url);
      this.addEventListener('init', () => {
        told.initAt ||= performance.now();
      });
      this.addEventListener('update', () => {
        told.updates++;
      });
    }
  };

  /** Each drawing begins with it. */
  const pens = CanvasRenderingContext2D.prototype;
  const { setTransform } = pens;
  pens.setTransform = function (...values) {
    isDrawn = true;
    if (told.initAt > 0 && !isShown) {
      isShown = true;
      // The frame that it is drawn in is done when the next one begins.
      requestAnimationFrame(() => shown(performance.now() - told.initAt));
    }
    return setTransform.apply(this, values);
  };

  const longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ type: 'longtask' });

  let recording;
  const frame = (at) => {
    if (!recording) return;
    if (recording.last !== undefined) recording.frames.push(at - recording.last);
    if (isDrawn) recording.drawn++;
    isDrawn = false;
    recording.last = at;
    requestAnimationFrame(frame);
  };

  window.onsaleFrames = {
    /** Milliseconds from the stream's first map to its picture. */
    firstMs,
    begin() {
      longTasks.length = 0;
      recording = { frames: [], drawn: 0, updates: told.updates, last: undefined };
      requestAnimationFrame(frame);
    },
    end() {
      const { frames, drawn, updates } = recording;
      recording = undefined;
      return { frames, drawn, longTasks: [...longTasks], updates: told.updates - updates };
    },
  };
})();
