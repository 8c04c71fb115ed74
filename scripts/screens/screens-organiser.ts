// The pages of who watches over a sale.
import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../web/src/paths.ts';
import { nameOf } from './scene.ts';
import { button, go, type Screen } from './screen.ts';

/** By then there is a beginning of each chart. */
const DRAWN_MS = 15_000;

export const organiserScreens: readonly Screen[] = [
  {
    name: 'organiser',
    says: 'The organiser’s list: what is on sale, and what needs a hand',
    open: (stage) => go(stage, paths.organiser(), stage.say('organiser.title')),
  },
  {
    name: 'organiser-line',
    says: 'A line that is live, and what can be done with it',
    isDark: true,
    async open(stage) {
      const { concertId } = stage.scene.concerts.symphony;
      await go(stage, paths.organiserConcert(concertId), nameOf('symphony', stage.language));
      await stage.page.getByText(stage.say('organiser.trend.soon')).waitFor({ state: 'hidden' });
      await sleep(DRAWN_MS);
    },
  },
  {
    name: 'organiser-pause',
    says: 'Pausing a line, which asks why',
    async open(stage) {
      const { page, say, scene, language } = stage;
      const { concertId } = scene.concerts.symphony;
      await go(stage, paths.organiserConcert(concertId), nameOf('symphony', language));
      await button(page, say('organiser.controls.pause')).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'organiser-sales',
    says: 'What is sold of each grade',
    open: (stage) =>
      go(stage, paths.organiserConcert(stage.scene.concerts.jazz.concertId), nameOf('jazz', stage.language)),
    from: ({ page, say }) => page.getByRole('heading', { name: say('organiser.seats.title') }),
  },
];
