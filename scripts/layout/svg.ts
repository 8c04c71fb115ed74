// A hall as a drawing: the stage on top, a dot for each seat in its grade's colour, standing room as an outline.
import type { Row } from '../../functions/catalog/contract-layout.ts';
import type { Hall } from './hall.ts';

const COLOURS = {
  VIP: '#b8860b',
  STANDARD: '#4a6fa5',
  STANDING: '#5a8f5a',
  accessible: '#c0392b',
  companion: '#e08e7b',
};
type Kind = keyof typeof COLOURS;

const MARGIN_CM = 200;
const DOT_CM = 40;

export function toSvg({ content, stage }: Hall): string {
  const rows = content.sections.flatMap((section) => section.rows ?? []);
  const rooms = content.sections.flatMap(({ standing }) => standing?.outline ?? []);
  const reach = (name: 'x' | 'y', ends: readonly number[]) =>
    rows
      .flatMap((row) => row[name] ?? [])
      .concat(ends)
      .reduce((most, value) => Math.max(most, value)) + MARGIN_CM;
  const width = reach(
    'x',
    [stage, ...rooms].map((box) => box.x + box.width),
  );
  const height = reach(
    'y',
    [stage, ...rooms].map((box) => box.y + box.height),
  );
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="1200" font-family="sans-serif">`,
    `<title>${escaped(content.name)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    box(stage, '#333333'),
    ...rooms.map((room) => box(room, COLOURS.STANDING)),
    ...(Object.keys(COLOURS) as Kind[]).map((kind) => dots(rows, kind)),
    ...content.sections.map(({ section, rows: own, standing }) => label(section, own, standing?.outline)),
    '</svg>',
  ];
  return `${parts.filter(Boolean).join('\n')}\n`;
}

type Box = Hall['stage'];

const box = ({ x, y, width, height }: Box, fill: string) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" rx="40"/>`;

/** Every seat of one kind as a round end of a line without length: one element for all of them. */
function dots(rows: readonly Row[], kind: Kind): string {
  const d = rows.flatMap(({ x = [], y = [], from, grade, accessible, companion }) =>
    x.flatMap((across, i) => {
      const aid = accessible?.includes(from + i) ? 'accessible' : companion?.includes(from + i) ? 'companion' : grade;
      return aid === kind ? [`M${across} ${y[i]}h0`] : [];
    }),
  );
  if (d.length === 0) return '';
  return `<path d="${d.join('')}" stroke="${COLOURS[kind]}" stroke-width="${DOT_CM}" stroke-linecap="round"/>`;
}

function label(section: string, rows: readonly Row[] = [], outline: Box | undefined): string {
  const middle = (name: 'x' | 'y') => {
    const values = rows.flatMap((row) => row[name] ?? []);
    return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  };
  const [x, y] = outline
    ? [outline.x + Math.round(outline.width / 2), outline.y + Math.round(outline.height / 2)]
    : [middle('x'), middle('y')];
  const style = 'font-size="300" text-anchor="middle" dominant-baseline="middle"';
  return `<text x="${x}" y="${y}" ${style} stroke="#ffffff" stroke-width="60" paint-order="stroke">${escaped(section)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
