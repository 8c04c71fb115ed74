// A rush at a sale window: all at once, each trying again as a person would, until they have seats or there are none.
import { Refusal } from '../../functions/shared/refusal.ts';
import { type Asked, createSaleWindow, type SaleWindow, type WindowOptions } from './sale-window.ts';

export interface RushReport {
  readonly people: number;
  readonly seats: number;
  readonly sold: number;
  readonly reservations: number;
  /** Requests by how they were answered: `held`, or the refusal's code. */
  readonly answers: Readonly<Record<string, number>>;
  /** Refused requests, and updates of a block that were refused, for each seat that was sold. */
  readonly refusalsPerSeat: number;
  readonly claimsRefusedPerSeat: number;
  /** Seats that are in several reservations, or in a block for another one. */
  readonly doubled: number;
  /** Groups that did not get as many seats side by side as they had asked for. */
  readonly split: number;
  /** Seats that are held though nobody's reservation lists them. */
  readonly stranded: number;
}

type Where = Pick<WindowOptions, 'db' | 'tables' | 'lookMs'>;

/** So many requests a second, in virtual time: looks grow old meanwhile. */
const PER_SECOND = 1_000;

/** A generator of chances that are the same in every run. @returns 0 to less than 1 */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Rows of so many seats, numbered through; ten rows a section. */
export function hallOfRows(rows: number, perRow: number): WindowOptions['layout'] {
  const rowAt = (i: number) => ({
    ...{ row: `${i + 1}`, grade: 'VIP' as const, from: i * perRow + 1, to: (i + 1) * perRow },
  });
  const sections = Math.ceil(rows / 10);
  return {
    sections: Array.from({ length: sections }, (_, s) => ({
      section: `S${s + 1}`,
      rows: Array.from({ length: Math.min(10, rows - s * 10) }, (_, i) => rowAt(s * 10 + i)),
    })),
  };
}

/**
 * People who each want one seat of their own choice: the first numbers are the most wanted, by Zipf's law. Who is refused
 * chooses again among what the map shows free, until it shows nothing.
 */
export async function rushForSeats(where: Where, { people = 2_000, seats = 200, seed = 1 } = {}): Promise<RushReport> {
  const sale = rushing(where, hallOfRows(seats / 20, 20));
  const chance = chances(seed);
  const visit = async (person: string) => {
    const taken = new Set<number>();
    for (;;) {
      const { statuses } = await sale.window.look();
      const free = [...statuses.keys()].filter((index) => statuses[index] === 0 && !taken.has(index));
      const index = zipf(free, chance());
      if (index === undefined) return;
      const answer = await sale.ask({ person, seatNos: [index + 1] });
      if (answer === 'held') return;
      if (answer === 'SEAT_TAKEN') taken.add(index);
    }
  };
  await Promise.all(Array.from({ length: people }, (_, i) => visit(`p${i}`)));
  return sale.report(people);
}

/** One of a list, the first twice as likely as the second and three times as the third. */
function zipf(list: readonly number[], chance: number): number | undefined {
  const whole = list.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  let left = chance * whole;
  return list.find((_, i) => {
    left -= 1 / (i + 1);
    return left < 0;
  });
}

/**
 * Groups of one to eight who ask for the best available, side by side. Told that there are not enough, they ask for the
 * largest group that there is; who is told that there are none goes.
 */
export async function rushForBest(where: Where, { groups = 500, seats = 5_000, seed = 1 } = {}): Promise<RushReport> {
  const sale = rushing(where, hallOfRows(seats / 50, 50));
  const chance = chances(seed);
  const visit = async (person: string, wanted: number) => {
    let count = wanted;
    for (let attempt = 0; ; attempt++) {
      const answer = await sale.ask({ person, bestAvailable: { count }, key: `${attempt}` });
      if (typeof answer === 'string') {
        if (answer === 'held') return;
      } else if (answer.largest === 0) return;
      else count = answer.largest;
    }
  };
  const wanted = Array.from({ length: groups }, () => 1 + Math.floor(chance() * 8));
  await Promise.all(wanted.map((count, i) => visit(`g${i}`, count)));
  return sale.report(groups);
}

/** A request's answer: `held`, a refusal's code, or how many seats there are together. */
type Answer = string | { readonly largest: number };

function rushing(where: Where, layout: WindowOptions['layout']) {
  let claimsRefused = 0;
  const db = {
    send: async (...command: Parameters<typeof where.db.send>) => {
      try {
        return await where.db.send(...command);
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') claimsRefused += 1;
        throw error;
      }
    },
  } as typeof where.db;
  const window = createSaleWindow({ ...where, db, layout });
  const answers: Record<string, number> = {};
  const held: { readonly reservationId: string; readonly wanted: number }[] = [];

  const count = (answer: string) => {
    answers[answer] = (answers[answer] ?? 0) + 1;
    window.time.now += 1_000 / PER_SECOND;
  };

  return {
    window,
    async ask(asked: Asked): Promise<Answer> {
      try {
        const { reservationId } = await window.reserve(asked);
        count('held');
        held.push({ reservationId, wanted: asked.bestAvailable?.count ?? 1 });
        await window.sell({ reservationId });
        return 'held';
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code } = error.kind;
        count(code);
        return code === 'NOT_ENOUGH_SEATS' ? { largest: Number(error.fields.largest) } : code;
      }
    },
    report: async (people: number) => reportOf(window, { people, held, answers, claimsRefused }),
  };
}

async function reportOf(
  window: SaleWindow,
  rush: {
    readonly people: number;
    readonly held: readonly { readonly reservationId: string; readonly wanted: number }[];
    readonly answers: Record<string, number>;
    readonly claimsRefused: number;
  },
): Promise<RushReport> {
  const { plan, tools } = window;
  const owners = await window.owners();
  const listed = new Map<string, string>();
  let [doubled, split] = [0, 0];
  for (const { reservationId, wanted } of rush.held) {
    const seats = (await tools.store.reservation(reservationId))?.seats ?? [];
    const indexes = seats.map(({ at }) => plan.seats.findIndex((seat) => seat.at === at)).sort((a, b) => a - b);
    const run = plan.runs.find(
      ({ first, length }) => first <= (indexes[0] ?? -1) && (indexes[0] ?? -1) < first + length,
    );
    const isWhole = indexes.length === wanted && (indexes.at(-1) ?? 0) - (indexes[0] ?? 0) === wanted - 1;
    if (!isWhole || !run || (indexes.at(-1) ?? 0) >= run.first + run.length) split += 1;
    for (const [i, { at }] of seats.entries()) {
      const isMine = owners.get(indexes[i] ?? -1)?.holder === reservationId;
      if (listed.has(at) || !isMine) doubled += 1;
      listed.set(at, reservationId);
    }
  }
  const stranded = [...owners.keys()].filter((index) => !listed.has(plan.seats[index]?.at ?? '')).length;
  const refused = Object.entries(rush.answers).reduce((sum, [code, times]) => sum + (code === 'held' ? 0 : times), 0);
  const per = (times: number) => Math.round((100 * times) / Math.max(1, listed.size)) / 100;
  return {
    people: rush.people,
    seats: plan.seats.length,
    sold: listed.size,
    reservations: rush.held.length,
    answers: rush.answers,
    refusalsPerSeat: per(refused),
    claimsRefusedPerSeat: per(rush.claimsRefused),
    ...{ doubled, split, stranded },
  };
}
