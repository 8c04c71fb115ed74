// How evenly the shop's map of 50,000 seats moves in a browser, while seats change and while they do not.
import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { withBrowser } from '../scripts/browser.ts';
import { startShop } from '../test/support/shop.ts';
import { admittedTo, button, ko, signIn } from '../test/support/shopper.ts';
import { type Detail, detailOf } from '../web/src/pages/map/detail.ts';
import { hallOf } from '../web/src/pages/map/model.ts';
import { fitted } from '../web/src/pages/map/view.ts';
import { type LiveDate, withLiveDate } from './live-date.ts';
import { HALL, PLAN } from './map-hall.ts';
import { changeSeats } from './staleness-changes.ts';
import { round, table } from './table.ts';

const SIZE = { width: 1280, height: 800 };
const RECORDER = readFileSync(new URL('frames-recorder.js', import.meta.url), 'utf8');
/** Of each of the four views. */
const SECONDS = 5;
/** Getting from one view to the next takes a while. */
const CHANGING_SECONDS = 32;
const DETAILS: Readonly<Record<Detail, string>> = {
  sections: 'all of the hall: its sections',
  dots: 'nearer: seats as dots',
  seats: 'nearer: seats with their signs',
  numbers: 'near: seats with their numbers',
};
const AIM = { framesPerSecond: 50 };

/** What the page tells of a stretch of time; milliseconds. */
interface Recorded {
  readonly frames: readonly number[];
  /** Of those, how many drew the map. */
  readonly drawn: number;
  readonly longTasks: readonly number[];
  readonly updates: number;
}

interface Measured extends Recorded {
  readonly detail: Detail;
  readonly isChanging: boolean;
}

export function frames(): Promise<string> {
  return withLiveDate(async (live) => {
    const shop = await startShop(live);
    try {
      return await withBrowser((browser) => measure(browser, live, shop.origin));
    } finally {
      await shop.close();
    }
  });
}

async function measure(browser: Browser, { people, sale, date }: LiveDate, baseURL: string): Promise<string> {
  const context = await browser.newContext({ viewport: SIZE, locale: 'ko-KR', baseURL });
  await context.addInitScript(RECORDER);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await signIn(page, await people.buyer());
  await admittedTo(page, sale);
  const firstMs = await tell<number>(page, 'firstMs');
  const heap = [await heapMb(devtools)];
  const still = await gothrough(page, false);
  const changing = changeSeats(date, { seconds: CHANGING_SECONDS, from: PLAN.seats.length / 2 });
  const moving = await gothrough(page, true);
  const changes = await changing;
  heap.push(await heapMb(devtools));
  const machine = `${await rendererOf(browser)}, ${SIZE.width} × ${SIZE.height}`;
  return reportOf({
    measured: [...still, ...moving],
    perSecond: rateOf([...changes.values()]),
    firstMs,
    heap,
    machine,
  });
}

const tell = <T>(page: Page, what: string) => page.evaluate<T>(`onsaleFrames.${what}`);

/** What is left after the rubbish is gone. */
async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  return round((metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 2 ** 20, 1);
}

/** From all of the hall to its seats' numbers: in each view the map is dragged and zoomed all the time. */
async function gothrough(page: Page, isChanging: boolean): Promise<Measured[]> {
  const canvas = page.locator('canvas');
  const box = await canvas.boundingBox();
  if (!box) throw new Error('the map is not shown');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const radius = Math.min(box.width, box.height) / 4;
  const measured: Measured[] = [];
  await button(page, ko('map.map.whole')).click();
  for (const { detail, presses } of viewsOf(box)) {
    await settled(page);
    for (let i = 0; i < presses; i++) {
      await button(page, ko('map.map.nearer')).click();
      await settled(page);
    }
    await tell(page, 'begin()');
    await move(page, middle, radius);
    measured.push({ ...(await tell<Recorded>(page, 'end()')), detail, isChanging });
  }
  return measured;
}

/** The view glides to where a button sends it. */
const settled = (page: Page) => page.evaluate('new Promise((done) => setTimeout(done, 500))');

/** How often one has to come nearer for each next view. */
function viewsOf(size: { readonly width: number; readonly height: number }) {
  const step = 1.5;
  const hall = hallOf(HALL);
  let px = fitted(hall.box, size, hall.pitch).scale * hall.pitch;
  return (Object.keys(DETAILS) as Detail[]).map((detail) => {
    let presses = 0;
    for (; detailOf(px, hall.seats) !== detail; presses++) px *= step;
    return { detail, presses };
  });
}

/** Draws circles with the map in hand; after each the wheel goes in and out again by a notch. */
async function move(page: Page, middle: { readonly x: number; readonly y: number }, radius: number): Promise<void> {
  const { mouse } = page;
  const until = performance.now() + SECONDS * 1_000;
  const STEPS = 40;
  while (performance.now() < until) {
    await mouse.move(middle.x + radius, middle.y);
    await mouse.down();
    for (let i = 1; i <= STEPS; i++) {
      const angle = (2 * Math.PI * i) / STEPS;
      await mouse.move(middle.x + radius * Math.cos(angle), middle.y + radius * Math.sin(angle));
    }
    await mouse.up();
    for (const notch of [-1, -1, 1, 1]) await mouse.wheel(0, notch * 30);
  }
}

/** What draws: the bench's machine may have no graphics card. */
async function rendererOf(browser: Browser): Promise<string> {
  const session = await browser.newBrowserCDPSession();
  const { gpu } = await session.send('SystemInfo.getInfo');
  const status = (gpu.featureStatus ?? {}) as Readonly<Record<string, string>>;
  const isHardware = ['2d_canvas', 'rasterization', 'gpu_compositing'].every((name) => status[name] === 'enabled');
  return `headless Chromium ${browser.version()}, ${isHardware ? 'drawing by graphics card' : 'drawing in software, without a graphics card'}`;
}

/** @param at epoch milliseconds */
const rateOf = (at: readonly number[]) => round(at.length / ((Math.max(...at) - Math.min(...at)) / 1_000), 0);

interface Report {
  readonly measured: readonly Measured[];
  /** Holds that were committed. */
  readonly perSecond: number;
  readonly firstMs: number;
  /** MB before and after. */
  readonly heap: readonly number[];
  readonly machine: string;
}

function reportOf({ measured, perSecond, firstMs, heap, machine }: Report): string {
  const rows = measured.map(({ detail, isChanging, frames, drawn, longTasks, updates }) => {
    const seconds = frames.reduce((sum, ms) => sum + ms, 0) / 1_000;
    return [
      DETAILS[detail],
      isChanging ? `yes, in ${updates} updates` : 'no',
      round(frames.length / seconds, 0),
      round(drawn / seconds, 0),
      ...[0.5, 0.95, 0.99, 1].map((q) => at(frames, q)),
      longTasks.length,
      at([0, ...longTasks], 1),
    ];
  });
  const head = [
    'what is looked at',
    'seats change',
    'frames/s',
    'drawn/s',
    'p50',
    'p95',
    'p99',
    'worst',
    'long tasks',
    'longest',
  ];
  const slowest = Math.min(...rows.map((row) => Number(row[2])));
  return [
    `The shop's page of a date of ${PLAN.seats.length} seats (${machine}), for ${SECONDS} s each: dragged and zoomed by the mouse all the time, while nothing changes and while ${perSecond} seats a second are held; emulator, front and browser share the machine. Milliseconds from frame to frame; a long task is one of more than 50 ms:`,
    table(head, rows),
    `From the stream's first map to its picture: ${round(firstMs, 0)} ms. JavaScript's heap: ${heap[0]} MB then, ${heap[1]} MB at the end.`,
    `Aim: ${AIM.framesPerSecond} frames a second on a laptop; the slowest here: ${slowest}. ${slowest >= AIM.framesPerSecond ? 'Met' : 'MISSED'}.`,
  ].join('\n\n');
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN, 0);
}
