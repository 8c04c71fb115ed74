// npm run layout: makes a believable hall as a layout for POST /api/v1/admin/layouts, checked as that route checks it.
import { writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { layoutContent, MAX_SEATS } from '../../functions/catalog/contract-layout.ts';
import { canonical } from '../../functions/catalog/domain-layout.ts';
import { checkLayout } from '../../functions/catalog/domain-layout-checks.ts';
import { layoutIdOf } from '../../functions/catalog/keys.ts';
import { PACKED_BYTES, pack } from '../../functions/catalog/store-layout.ts';
import { tryParse } from '../../functions/shared/request.ts';
import { Failure, orExit } from '../progress.mjs';
import { toCsv } from './csv.ts';
import { makeHall } from './hall.ts';
import { readCommand, USAGE } from './options.ts';
import { summaryOf } from './summary.ts';
import { toSvg } from './svg.ts';

function save(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new Failure(`${file} cannot be written: ${error instanceof Error ? error.message : error}.`);
  }
}

// Whoever reads may have seen enough, e.g. `| head`.
process.stdout.on('error', () => process.exit(0));

await orExit(async () => {
  const command = readCommand(process.argv.slice(2));
  if (command.help) {
    console.log(USAGE);
    return;
  }
  const hall = makeHall(command.name, command);
  const read = tryParse(z.strictObject(layoutContent), hall.content, 'en', 'layout');
  const faults = 'faults' in read ? read.faults : checkLayout(read.data.sections, MAX_SEATS);
  if (faults.length > 0) throw new Error(`the hall has faults: ${JSON.stringify(faults.slice(0, 3))}`);
  const layout = canonical(hall.content);
  const text = command.csv ? toCsv(layout.sections) : `${JSON.stringify(layout)}\n`;
  if (command.out === undefined) process.stdout.write(text);
  else save(command.out, text);
  if (command.svg !== undefined) save(command.svg, toSvg(hall));
  const { focus } = hall.content;
  const query = new URLSearchParams({ name: command.name, focus: `${focus.x},${focus.y}` });
  const notes = [
    ...summaryOf(layout.sections),
    '',
    `packed ${pack(layout.sections)?.length ?? 'more'} of at most ${PACKED_BYTES} bytes`,
    command.csv ? `to be sent with ?${query} and Content-Type: text/csv` : `its id will be ${layoutIdOf(layout)}`,
  ];
  process.stderr.write(`${notes.join('\n')}\n`);
});
