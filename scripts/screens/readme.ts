// docs/screens/README.md: all pictures in a table.
import { fileOf, type Language, type Shot, SIZES, type Size } from './camera.ts';
import type { Screen } from './screen.ts';

const WIDTHS: Readonly<Record<Size, number>> = { phone: 140, desk: 320 };
const LANGUAGES: Readonly<Record<Language, string>> = { ko: 'Korean', en: 'English' };

const sizeOf = (size: Size) => `${SIZES[size].width} × ${SIZES[size].height}`;

export function readmeOf(screens: readonly Screen[], shots: readonly Shot[]): string {
  const cells = (['phone', 'desk'] as const).flatMap((size) =>
    (['ko', 'en'] as const).map((language) => ({ size, language })),
  );
  const head = ['Page', ...cells.map(({ size, language }) => `${LANGUAGES[language]}, ${size}`)];
  const picture = (shot: Shot, says: string) =>
    `<a href="${fileOf(shot)}"><img src="${fileOf(shot)}" width="${WIDTHS[shot.size]}" alt="${says}"></a>`;
  const rowOf = ({ name, says }: Screen, isDark: boolean) => {
    const found = cells.map((cell) =>
      shots.find((shot) => {
        const { size, language } = shot;
        return shot.screen === name && shot.isDark === isDark && size === cell.size && language === cell.language;
      }),
    );
    return [isDark ? `${says}, in the dark` : says, ...found.map((shot) => (shot ? picture(shot, says) : ''))];
  };
  const rows = screens.flatMap((screen) =>
    screen.isDark ? [rowOf(screen, false), rowOf(screen, true)] : [rowOf(screen, false)],
  );
  const line = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;
  return `# The shop's pages

Every page in Korean and English, on a phone (${sizeOf('phone')}) and on a desk (${sizeOf('desk')}); a few in dark colours, too. \`npm run screens\` takes them from the stack of \`npm start\` (begun anew with \`npm start -- --reset\`, so that nothing else is on sale) and writes this page.

${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}
`;
}
