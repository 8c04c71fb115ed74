// npm run screens: takes pictures of every page of the shop of npm start, and lists them in docs/screens/README.md.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { en, heading, ko, signIn } from '../../test/support/shopper.ts';
import { paths } from '../../web/src/paths.ts';
import { withBrowser } from '../browser.ts';
import { createProgress, Failure, orExit, type Progress } from '../progress.mjs';
import { root } from '../setup.mjs';
import { LOCAL_STACK, localStack } from '../stack.ts';
import { type Camera, type Language, newCamera, type Shot } from './camera.ts';
import { readmeOf } from './readme.ts';
import { type Buyer, endScene, type Scene, setTheScene, speak } from './scene.ts';
import type { Screen } from './screen.ts';
import { buyerScreens } from './screens-buyer.ts';
import { guestScreens } from './screens-guest.ts';
import { organiserScreens } from './screens-organiser.ts';

const FOLDER = join(root, 'docs', 'screens');
const LANGUAGES: readonly Language[] = ['ko', 'en'];
const SCREENS = [...guestScreens, ...buyerScreens, ...organiserScreens];
const MB = 1_000_000;

function shotsOf({ name: screen, isDark }: Screen, language: Language): Shot[] {
  const colours = isDark ? [false, true] : [false];
  return colours.flatMap((dark) =>
    (['phone', 'desk'] as const).map((size) => ({ screen, language, size, isDark: dark })),
  );
}

type Role = 'guest' | 'buyer' | 'operator';

/** Everybody has a browser of their own; of those who buy there is one for each language. */
type Cast = Readonly<Record<Role, Readonly<Record<Language, Camera>>>>;

const roleOf = (screen: Screen): Role => {
  if (guestScreens.includes(screen)) return 'guest';
  return buyerScreens.includes(screen) ? 'buyer' : 'operator';
};

async function castOf(newOne: () => Promise<Camera>, scene: Scene): Promise<Cast> {
  const [guest, operator, korean, english] = [await newOne(), await newOne(), await newOne(), await newOne()];
  await signIn(operator.page, scene.operator);
  await comeIn(korean.page, scene, scene.buyers.ko);
  await comeIn(english.page, scene, scene.buyers.en);
  const both = (camera: Camera) => ({ ko: camera, en: camera });
  return { guest: both(guest), operator: both(operator), buyer: { ko: korean, en: english } };
}

/** A buyer's browser finds the admission that they have, and takes a place in line, which moves on from now. */
async function comeIn(page: Page, { concerts }: Scene, buyer: Buyer): Promise<void> {
  await signIn(page, buyer);
  await page.goto(paths.line(concerts.jazz.concertId));
  await heading(page, ko('line.turn'));
  await page.goto(paths.line(concerts.symphony.concertId));
  await heading(page, ko('line.waiting'));
}

async function picture(cast: Cast, scene: Scene, screens: readonly Screen[], progress: Progress): Promise<Shot[]> {
  const taken: Shot[] = [];
  for (const language of LANGUAGES) {
    await speak(scene, language);
    for (const role of Object.values(cast)) await role[language].speak(language);
    for (const screen of screens) {
      await progress.step(`${screen.name}, ${language}`, async () => {
        const { page, take } = cast[roleOf(screen)][language];
        const buyer = scene.buyers[language];
        const stage = { page, language, say: language === 'ko' ? ko : en, scene, buyer };
        await screen.open(stage);
        for (const shot of shotsOf(screen, language)) {
          await take(shot, FOLDER, screen.from?.(stage));
          taken.push(shot);
        }
      });
    }
  }
  return taken;
}

/** @throws Failure when there is no such page */
function askedFor(names: readonly string[]): readonly Screen[] {
  const unknown = names.find((name) => !SCREENS.some((screen) => screen.name === name));
  if (unknown !== undefined) {
    throw new Failure(
      `There is no page ${unknown}: use npm run screens -- ${SCREENS.map(({ name }) => name).join(' | ')}.`,
    );
  }
  return names.length === 0 ? SCREENS : SCREENS.filter(({ name }) => names.includes(name));
}

/** A page that is gone, or has another name, leaves no pictures behind. */
function forgetAll(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER)) if (name.endsWith('.webp')) rmSync(join(FOLDER, name));
}

async function main(): Promise<void> {
  const asked = askedFor(process.argv.slice(2));
  const isAll = asked === SCREENS;
  const { stack } = localStack(undefined, process.env.ONSALE_STACK ?? LOCAL_STACK) ?? {};
  if (!stack) throw new Failure('No local stack is running: begin one with npm start.');
  const progress = createProgress({ total: 3 + LANGUAGES.length * asked.length });
  await withBrowser(async (browser) => {
    const scene = await setTheScene(stack, progress.step);
    try {
      const newOne = () => newCamera(browser, stack.apiUrl);
      const cast = await progress.step('Signing in', () => castOf(newOne, scene));
      if (isAll) forgetAll();
      const shots = await picture(cast, scene, asked, progress);
      if (isAll) writeFileSync(join(FOLDER, 'README.md'), readmeOf(SCREENS, shots));
    } finally {
      await endScene(scene);
    }
  });
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.webp'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
  console.log(`\n${files.length} pictures in docs/screens, ${(bytes / MB).toFixed(1)} MB`);
}

await orExit(main);
