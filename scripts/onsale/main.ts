// npm run onsale: a crowd of simulated people buys tickets of the running stack, live, and the outcome is audited.
import { Failure, orExit } from '../progress.mjs';
import { type CrowdResult, runCrowd, type Stage } from './crowd.ts';
import { type Command, readCommand, timeLimitSeconds, USAGE } from './options.ts';
import { readTarget, type Target } from './target.ts';
import { lineOf, pictureOf, reportOf } from './view.ts';

const REDRAW_MS = 500;
const LINE_EVERY_MS = 5_000;

/** Shows the crowd until `stop`: drawn in place on a terminal, a line every few seconds elsewhere. */
function show(out: NodeJS.WriteStream) {
  let look: (() => Stage) | undefined;
  let drawn = 0;
  const draw = () => {
    if (!look) return;
    const stage = look();
    if (!out.isTTY) {
      out.write(`${lineOf(stage, Date.now())}\n`);
      return;
    }
    // Up to the first line that was drawn, and clear from there.
    const lines = pictureOf(stage, Date.now()).map((line) => line.slice(0, out.columns - 1));
    out.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}\x1b[J${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, out.isTTY ? REDRAW_MS : LINE_EVERY_MS);
  return {
    watch(next: () => Stage) {
      look = next;
      draw();
    },
    stop() {
      clearInterval(timer);
      draw();
    },
  };
}

async function run(target: Target, command: Command): Promise<CrowdResult> {
  const { stop, watch } = show(process.stdout);
  try {
    return await runCrowd(target, command, watch);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    throw new Failure(`Nothing answers at ${target.apiUrl}: is npm start still running?`);
  } finally {
    stop();
  }
}

/** As fetch (in the cause) and as the SDK say it. */
function isUnreachable(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return [code, cause?.code].some((one) => one === 'ECONNREFUSED' || one === 'ECONNRESET');
}

await orExit(async () => {
  const command = readCommand(process.argv.slice(2));
  if (command.help) {
    console.log(USAGE);
    return;
  }
  const target = readTarget(command.stackFile, process.env);
  const { buyers, seats, capacity, ratePerSecond, holdSeconds, seed, card, groups, faults } = command;
  console.log(
    `${buyers} people, ${seats} seats, ${capacity} let in at one time, ${ratePerSecond} a second, ` +
      `holds of ${holdSeconds} s, seed ${seed}, ${groups > 0 ? `${groups} % for several seats, ` : ''}` +
      `${Math.round(card * 100)} % by card${card > 0 && faults ? ' on a bad day of its gateway' : ''}; at most ${timeLimitSeconds(command)} s\n`,
  );
  const result = await run(target, command);
  console.log(`\n${reportOf(result).join('\n')}`);
  process.exitCode = result.violations.length === 0 ? 0 : 1;
});
