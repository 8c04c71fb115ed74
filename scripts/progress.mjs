// Numbered steps on the terminal: a ticking line on a TTY, plain lines elsewhere; an expected failure is one sentence.
import process from 'node:process';

const TICK_MS = 200;
const WORTH_A_TIME_MS = 1000;

/** A failure whose message is for the person at the terminal: one sentence with the remedy. */
export class Failure extends Error {}

function seconds(startMs) {
  return `${((Date.now() - startMs) / 1000).toFixed(1)} s`;
}

/** Counts steps from `done` to `total`; `step(title, work)` runs one and prints how long it took. */
export function createProgress({ total, done = 0, out = process.stdout }) {
  let count = done;
  return {
    async step(title, work) {
      count += 1;
      const label = `[${count}/${total}] ${title}`;
      const startMs = Date.now();
      let note = '';
      const tick = () => out.write(`\r\x1b[K${label} ... ${[note, seconds(startMs)].filter(Boolean).join(', ')}`);
      if (out.isTTY) tick();
      else out.write(`${label}\n`);
      const timer = out.isTTY ? setInterval(tick, TICK_MS) : undefined;
      try {
        return await work((text) => {
          note = text;
        });
      } catch (error) {
        note = 'failed';
        throw error;
      } finally {
        clearInterval(timer);
        const slow = Date.now() - startMs > WORTH_A_TIME_MS;
        const tail = [note, slow ? seconds(startMs) : ''].filter(Boolean).join(', ');
        if (out.isTTY) out.write(`\r\x1b[K${label}${tail ? `: ${tail}` : ''}\n`);
        else if (tail) out.write(`      ${tail}\n`);
      }
    },
  };
}

/** Runs `main`; a `Failure` ends the process with its sentence and code 1, anything else with its stack. */
export async function orExit(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`\n${error instanceof Failure ? error.message : (error?.stack ?? error)}\n`);
    process.exit(1);
  }
}
