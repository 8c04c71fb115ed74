// npm run simulate: one large sale with a table and pictures, or many small ones with every fault.
import './quiet.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Told, toldBy, USAGE } from './flags.ts';
import { draw } from './plots.ts';
import { print, report } from './report.ts';
import { type Result, simulate } from './run.ts';
import { type Scenario, scenarioOf, smallScenario } from './scenario.ts';

/** A line of progress for so much virtual time. */
const PROGRESS_SECONDS = 60;

function failed({ faults, scenario }: Result, command: string): boolean {
  for (const { rule, atSeconds, detail } of faults) {
    console.log(`\nBROKEN, ${atSeconds} s after the open: ${rule}: ${detail}`);
  }
  if (faults.length > 0) console.log(`seed ${scenario.seed}; replay with: ${command}`);
  return faults.length > 0;
}

async function small(first: number, count: number): Promise<boolean> {
  const startedAt = performance.now();
  let isBroken = false;
  for (let seed = first; seed < first + count; seed++) {
    const result = await simulate(smallScenario(seed));
    isBroken = failed(result, `npm run simulate -- --small 1 --seed ${seed}`) || isBroken;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${count} small sales in ${seconds} s: ${isBroken ? 'rules were broken' : 'no rule was broken'}`);
  return isBroken;
}

async function large(scenario: Scenario, { plots }: Told): Promise<boolean> {
  const { waiters, seats, capacity, ratePerSecond, arrivals, faultLevel, seed } = scenario;
  console.log(`${waiters} people for ${seats} seats, capacity ${capacity}, ${ratePerSecond} a second`);
  console.log(`arrivals ${arrivals}, faults ${faultLevel}, seed ${seed}`);
  const startedAt = performance.now();
  const tell = (text: string) => process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  const result = await simulate(scenario, {
    watched: {
      everySeconds: process.stdout.isTTY ? PROGRESS_SECONDS : PROGRESS_SECONDS * 10,
      tell: ({ seconds, truth, measures }) =>
        tell(`${seconds} s: ${truth.waiting} wait, ${truth.active} inside, ${measures.counts.sold} seats sold`),
    },
  });
  const { user, system } = process.cpuUsage();
  const lines = report(result, {
    wallSeconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  });
  console.log(`\n${print(lines)}`);
  const isBroken = failed(result, `npm run simulate -- ${process.argv.slice(2).join(' ')}`);
  if (plots !== undefined && !isBroken) {
    const files = await draw(result, plots);
    const numbers = join(plots, 'numbers.md');
    const command = `npm run simulate -- --waiters ${waiters} --seats ${seats} --seed ${seed}`;
    writeFileSync(
      numbers,
      `# What the pictures are of\n\n\`${command}\` printed:\n\n\`\`\`text\n${print(lines)}\n\`\`\`\n`,
    );
    console.log(`\npictures and numbers: ${[...files, numbers].join(', ')}`);
  }
  return isBroken || lines.some(({ isMet }) => isMet === false);
}

async function main(): Promise<number> {
  let told: Told;
  try {
    told = toldBy(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message} See npm run simulate -- --help`);
    return 2;
  }
  if (told.help) {
    console.log(USAGE);
    return 0;
  }
  const { wishes, small: count } = told;
  const isBad = count === undefined ? await large(scenarioOf(wishes), told) : await small(wishes.seed, count);
  return isBad ? 1 : 0;
}

process.exitCode = await main();
