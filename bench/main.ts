// npm run bench [-- <section> …]: measures, prints, and writes the tables of bench/README.md.
import { Failure, orExit } from '../scripts/progress.mjs';
import { authorizer } from './authorizer.ts';
import { cpu } from './cpu.ts';
import { frames } from './frames.ts';
import { login } from './login.ts';
import { map } from './map.ts';
import { ranking } from './ranking.ts';
import { routes } from './routes.ts';
import { rush } from './rush.ts';
import { sizes } from './sizes.ts';
import { staleness } from './staleness.ts';
import { stream } from './stream.ts';
import { machine, writeSection } from './table.ts';
import { units } from './units.ts';
import { waiting } from './waiting.ts';

const SECTIONS: Record<string, () => Promise<string>> = {
  units,
  waiting,
  map,
  rush,
  stream,
  staleness,
  frames,
  ranking,
  sizes,
  cpu,
  authorizer,
  routes,
  login,
};

await orExit(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in SECTIONS));
  if (unknown !== undefined) {
    throw new Failure(`There is no section ${unknown}: use npm run bench -- ${Object.keys(SECTIONS).join(' | ')}.`);
  }
  for (const [name, measure] of Object.entries(SECTIONS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`\n## ${name} (${machine()})\n`);
    const text = await measure();
    console.log(text);
    writeSection(name, `\`npm run bench -- ${name}\` (${machine()}):\n\n${text}`);
  }
});
