// A believable hall: sections of curved rows in tiers around a stage, VIP in front, aisles, places for wheelchairs.
import type { Row, Section } from '../../functions/catalog/contract-layout.ts';
import type { HallOptions } from './options.ts';

/** What a layout says, and what only a drawing shows. */
export interface Hall {
  readonly content: { readonly name: string; readonly focus: { x: number; y: number }; readonly sections: Section[] };
  readonly stage: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Everything in centimetres, angles in radians. */
interface Measures {
  /** From a seat to its neighbour, and from a row to the next. */
  readonly seatCm: number;
  readonly rowCm: number;
  /** The angle that a tier may fill, seen from the point that rows bend around. */
  readonly fan: number;
  /** Every so many rows there are places for wheelchairs at both ends. */
  readonly accessibleEvery: number;
  readonly sectionCm: number;
  /** From that point to the first row. */
  readonly firstCm: number;
  /** How deep standing room is; it is twice as wide. */
  readonly roomCm: number;
}

/** An aisle comes after at most so many seats, and is two seats wide. */
const SEATS_TO_AISLE = 20;
const AISLE_SEATS = 2;

/** Between two sections side by side, and between two tiers. */
const BETWEEN_CM = 200;
const TIERS_CM = 300;

/** Three people on a square metre: there has to be room to dance. */
const PEOPLE_PER_M2 = 3;

/** Free floor between the stage or standing room and what is next to it. */
const FREE_CM = 300;

/** Of the first tier's rows this part, in front, is VIP. */
const VIP_PART = 0.2;

/** Around everything that is drawn. */
const MARGIN_CM = 200;

const STAGE_CM = 1_200;

/** The same options make the same hall. */
export function makeHall(name: string, options: HallOptions): Hall {
  const measures = measure(options);
  const tiers = tiersOf(options, measures);
  const sections = numbered(tiers, options, measures);
  return moved({ name, sections }, options, measures);
}

function measure({ sections, rows, seats, standing, seed }: HallOptions): Measures {
  const random = randomOf(seed);
  const [seatCm, rowCm, fan] = [random(50, 58), random(85, 100), random(180, 220) / 100];
  const sectionCm = seatCm * (seats + AISLE_SEATS * (runsOf(seats).length - 1));
  const roomCm = Math.ceil(100 * Math.sqrt(standing / PEOPLE_PER_M2 / 2));
  const forSections = Math.ceil((Math.min(sections, 3) * (sectionCm + BETWEEN_CM)) / fan);
  const firstCm = Math.max(1_000, 2 * roomCm + 2 * FREE_CM, forSections);
  return { seatCm, rowCm, fan, accessibleEvery: Math.min(rows, random(4, 6)), sectionCm, firstCm, roomCm };
}

interface Tier {
  readonly firstCm: number;
  /** The angle of each section's middle. */
  readonly angles: readonly number[];
}

function tiersOf({ sections, rows }: HallOptions, { fan, sectionCm, firstCm, rowCm }: Measures): Tier[] {
  const tiers: Tier[] = [];
  let left = sections;
  for (let radius = firstCm; left > 0; radius += rows * rowCm + TIERS_CM) {
    const step = (sectionCm + BETWEEN_CM) / radius;
    const count = Math.min(left, Math.max(1, Math.floor(fan / step)));
    tiers.push({ firstCm: radius, angles: Array.from({ length: count }, (_, i) => (i - (count - 1) / 2) * step) });
    left -= count;
  }
  return tiers;
}

/** Seats are counted through the hall; at an aisle one number is left out, so that it can be seen in the numbers. */
function numbered(tiers: readonly Tier[], options: HallOptions, measures: Measures): Section[] {
  let next = 1;
  return tiers.flatMap(({ firstCm, angles }, tier) =>
    angles.map((angle, i) => {
      const rows = Array.from({ length: options.rows }, (_, r) => {
        const isVip = tier === 0 && r < Math.ceil(options.rows * VIP_PART);
        const runs = makeRow({ r, from: next, radius: firstCm + r * measures.rowCm, angle, isVip }, options, measures);
        next = (runs.at(-1)?.to ?? next) + 1;
        return runs;
      });
      return { section: `${tier + 1}-${i + 1}`, rows: rows.flat() };
    }),
  );
}

/** How many seats there are from aisle to aisle. */
function runsOf(seats: number): number[] {
  const count = Math.ceil(seats / SEATS_TO_AISLE);
  return Array.from(
    { length: count },
    (_, i) => Math.floor(((i + 1) * seats) / count) - Math.floor((i * seats) / count),
  );
}

function makeRow(
  at: {
    readonly r: number;
    readonly from: number;
    readonly radius: number;
    readonly angle: number;
    readonly isVip: boolean;
  },
  { seats }: HallOptions,
  { seatCm, sectionCm, accessibleEvery }: Measures,
): Row[] {
  const hasAids = at.r % accessibleEvery === 0 && seats >= 4;
  let done = 0;
  return runsOf(seats).map((length, run): Row => {
    const [first, from] = [done, at.from + done + run];
    done += length;
    const angles = Array.from({ length }, (_, i) => {
      const along = seatCm * (first + i + 0.5 + AISLE_SEATS * run) - sectionCm / 2;
      return at.angle + along / at.radius;
    });
    /** The numbers of those of the row's places, counted from 0, that are in this run. */
    const here = (...places: number[]) =>
      places.filter((place) => place >= first && place < done).map((place) => from + place - first);
    return {
      row: String(at.r + 1),
      grade: at.isVip ? 'VIP' : 'STANDARD',
      from,
      to: from + length - 1,
      labels: angles.map((_, i) => String(first + i + 1)),
      x: angles.map((angle) => Math.round(at.radius * Math.sin(angle))),
      y: angles.map((angle) => Math.round(at.radius * Math.cos(angle))),
      ...(hasAids ? { accessible: here(0, seats - 1), companion: here(1, seats - 2) } : {}),
    };
  });
}

/** With stage and standing room, and moved so that nothing has a coordinate below 0. */
function moved(
  made: { name: string; sections: Section[] },
  { standing }: HallOptions,
  { firstCm, roomCm }: Measures,
): Hall {
  // The room's far corners stay clear of the first row, which bends around them.
  const back = roomCm > 0 ? Math.floor(Math.sqrt((firstCm - FREE_CM) ** 2 - roomCm ** 2)) : firstCm - FREE_CM;
  const front = back - roomCm - FREE_CM;
  const width = Math.max(800, Math.min(2_400, Math.round(firstCm / 2)));
  const rows = made.sections.flatMap((section) => section.rows ?? []);
  const least = (values: readonly number[], start: number) =>
    values.reduce((min, value) => Math.min(min, value), start);
  const dx =
    MARGIN_CM -
    least(
      rows.flatMap(({ x = [] }) => x),
      -Math.max(roomCm, Math.ceil(width / 2)),
    );
  const dy =
    MARGIN_CM -
    least(
      rows.flatMap(({ y = [] }) => y),
      front - STAGE_CM,
    );
  const shift = (row: Row): Row => ({ ...row, x: row.x?.map((x) => x + dx), y: row.y?.map((y) => y + dy) });
  const seated = made.sections.map(({ section, rows: own = [] }) => ({ section, rows: own.map(shift) }));
  const outline = { x: dx - roomCm, y: dy + back - roomCm, width: 2 * roomCm, height: roomCm };
  const room: Section[] = standing > 0 ? [{ section: 'Standing', standing: { capacity: standing, outline } }] : [];
  return {
    content: { name: made.name, focus: { x: dx, y: dy + front }, sections: [...room, ...seated] },
    stage: { x: dx - Math.round(width / 2), y: dy + front - STAGE_CM, width, height: STAGE_CM },
  };
}

/** Whole numbers from `least` to `most` (mulberry32). */
function randomOf(seed: number): (least: number, most: number) => number {
  let state = seed >>> 0;
  return (least, most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return least + (((mixed ^ (mixed >>> 14)) >>> 0) % (most - least + 1));
  };
}
