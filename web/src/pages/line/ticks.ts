// Ticks in a thread of its own: of a hidden page browsers slow the timers down to one a minute, of a worker they do not.
const EVERY_MS = 1_000;

setInterval(() => postMessage('tick'), EVERY_MS);
