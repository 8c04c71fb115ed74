// The people of a crowd: who they are follows from the seed alone.

/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, well spread, and the same everywhere. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * What a person is like in the line. `stays`: to the end; `leaves`: tells us after `afterMs`; `vanishes`: closes the
 * window after `afterMs`, so that the place is only free once nobody claims it.
 */
export type Patience = { readonly kind: 'stays' } | { readonly kind: 'leaves' | 'vanishes'; readonly afterMs: number };

/** What a person does with a hold. `forgets`: never pays; `changes-mind`: leaves the line with the hold still running. */
export type Resolve = 'pays' | 'forgets' | 'changes-mind';

/** How much money a person brings. `tops-up`: too little, charges the rest and tries again; `gives-up`: too little. */
export type Purse = 'enough' | 'tops-up' | 'gives-up';

/**
 * What a person does in a card's checkout, the first time; later they pay. `declined`: the card's company says no when it
 * is charged. `pays-wrong`: another amount. `closes`: closes the window, and opens it again. `late`: comes back when the
 * hold is over. `walks-away`: closes the window, and goes. `turns-to-wallet`: pays from the wallet instead.
 */
export type Checkout = 'pays' | 'declined' | 'pays-wrong' | 'closes' | 'late' | 'walks-away' | 'turns-to-wallet';

export interface Person {
  readonly index: number;
  /** For what is decided on the way, such as which of the free seats. */
  readonly seed: number;
  readonly arrivesAfterMs: number;
  readonly patience: Patience;
  readonly resolve: Resolve;
  readonly paysBy: 'wallet' | 'card';
  /** Of the wallet; who pays by card needs none, unless they turn to it. */
  readonly purse: Purse;
  /** Whether a wallet is charged from a card. */
  readonly chargesBy: 'direct' | 'card';
  readonly checkout: Checkout;
  /** Thinks the answer was lost, and sends the same request again with the same Idempotency-Key. */
  readonly repeats: boolean;
  /** How many seats they want: one that they choose, or 2 to 4 side by side. */
  readonly party: number;
  readonly chooseMs: number;
  readonly payMs: number;
}

/** The crowd comes within this time of the opening. */
export const ARRIVE_WITHIN_MS = 2_000;

/** Parts of a crowd, in the order that one number in [0, 1) is looked up. */
const PATIENCE = [
  ['leaves', 0.07],
  ['vanishes', 0.05],
] as const;
const RESOLVE = [
  ['forgets', 0.06],
  ['changes-mind', 0.06],
] as const;
const PURSE = [
  ['tops-up', 0.15],
  ['gives-up', 0.07],
] as const;
const REPEATS = 0.2;
const CHECKOUT = [
  ['declined', 0.08],
  ['pays-wrong', 0.03],
  ['closes', 0.07],
  ['late', 0.03],
  ['walks-away', 0.04],
  ['turns-to-wallet', 0.05],
] as const;
const CHARGES_BY = [['card', 0.3]] as const;

/**
 * The first `count` people of a seed; person 7 is the same in a crowd of 10 and of 1,000.
 * @param card the part of them who pay by card, evenly spread
 * @param groups the part of them who come for several seats, evenly spread
 */
export function peopleOf(seed: number, count: number, card = 0, groups = 0): Person[] {
  return Array.from({ length: count }, (_, index) => {
    const person = personOf(seed, index);
    const party = isOneOf(groups, index) ? partyOf(person.seed) : 1;
    return { ...person, paysBy: isOneOf(card, index) ? 'card' : 'wallet', party };
  });
}

function isOneOf(part: number, index: number): boolean {
  return Math.floor((index + 1) * part) > Math.floor(index * part);
}

/** From numbers of its own, so that people are the same but for their company. */
function partyOf(seed: number): number {
  return 2 + Math.floor(createRandom(seed ^ 0x67726f75)() * 3);
}

function personOf(seed: number, index: number): Omit<Person, 'paysBy' | 'party'> {
  const random = createRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const between = (leastMs: number, mostMs: number) => Math.round(leastMs + random() * (mostMs - leastMs));
  const patience = pick(PATIENCE, random(), 'stays');
  const afterMs = between(1_000, 15_000);
  return {
    index,
    seed: Math.floor(random() * 2 ** 32),
    arrivesAfterMs: between(0, ARRIVE_WITHIN_MS),
    patience: patience === 'stays' ? { kind: patience } : { kind: patience, afterMs },
    resolve: pick(RESOLVE, random(), 'pays'),
    purse: pick(PURSE, random(), 'enough'),
    repeats: random() < REPEATS,
    chooseMs: between(300, 2_500),
    payMs: between(300, 3_000),
    checkout: pick(CHECKOUT, random(), 'pays'),
    chargesBy: pick(CHARGES_BY, random(), 'direct'),
  };
}

function pick<Name extends string, Rest extends string>(
  parts: readonly (readonly [Name, number])[],
  at: number,
  rest: Rest,
): Name | Rest {
  let below = 0;
  for (const [name, part] of parts) {
    below += part;
    if (at < below) return name;
  }
  return rest;
}

/** Which of `free` seats a person goes for: most want the best ones, so they meet there. */
export function favourite<T>(free: readonly T[], random: Random): T | undefined {
  return free[Math.floor(random() ** 2 * free.length)];
}
