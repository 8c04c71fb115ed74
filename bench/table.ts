// Tables of bench/README.md: each section is written between its own markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../scripts/progress.mjs';

const README = join(import.meta.dirname, 'README.md');

/** A Markdown table; numbers are set to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (rows.every((row) => typeof row[column] === 'number') ? '--:' : '---'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Rounded to at most `digits` decimals. */
export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** What the numbers were measured on, for those that depend on it. */
export function machine(): string {
  return `Node ${process.versions.node}, ${cpus().length} cores`;
}

/** @throws Failure when the README has no such section */
export function writeSection(name: string, text: string): void {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const readme = readFileSync(README, 'utf8');
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Failure(`bench/README.md has no section between ${begin} and ${end}: add it.`);
  writeFileSync(README, `${readme.slice(0, from + begin.length)}\n${text}\n${readme.slice(to)}`);
}
