// What a crowd looks like, as text. Pure.
import type { CrowdResult, Stage } from './crowd.ts';
import type { CardNote, Diary, Ending } from './diary.ts';
import { percentile, type RouteTimes, type Stats } from './stats.ts';

export interface Counts {
  readonly outside: number;
  readonly waiting: number;
  readonly active: number;
  readonly held: number;
  readonly sold: number;
  readonly gone: number;
}

/** Where everybody is; people with a hold are active too, and are counted as `held` only. */
export function countsOf(diaries: readonly Pick<Diary, 'phase' | 'ending'>[]): Counts {
  const inPhase = (wanted: Diary['phase']) => diaries.filter(({ phase }) => phase === wanted).length;
  const sold = diaries.filter(({ ending }) => ending === 'bought').length;
  return {
    outside: inPhase('outside'),
    waiting: inPhase('waiting'),
    active: inPhase('active'),
    held: inPhase('holding'),
    sold,
    gone: inPhase('done') - sold,
  };
}

/** One line, for logs and pipes. */
export function lineOf({ act, diaries, stats, inFlight, beganAt }: Stage, now: number): string {
  const { outside, waiting, active, held, sold, gone } = countsOf(diaries);
  const people = `outside ${outside}, waiting ${waiting}, active ${active}, held ${held}, sold ${sold}, gone ${gone}`;
  const traffic = `${stats.calls()} requests, ${inFlight} in flight${refusalsOf(stats) ? `; ${refusalsOf(stats)}` : ''}`;
  return `${seconds((now - beganAt) / 1_000).padStart(7)}  ${act}: ${people}; ${traffic}`;
}

/** A picture, to be drawn again and again. */
export function pictureOf(stage: Stage, now: number): string[] {
  const { act, diaries, stats, inFlight, beganAt } = stage;
  const counts = Object.entries(countsOf(diaries));
  const widest = Math.max(1, diaries.length);
  return [
    `${act}, ${seconds((now - beganAt) / 1_000)}, ${stats.calls()} requests, ${inFlight} in flight`,
    '',
    ...counts.map(([name, count]) => `  ${name.padEnd(8)} ${String(count).padStart(5)}  ${bar(count / widest)}`),
    '',
    ...timesTable(stats.routes()),
    '',
    `refusals: ${refusalsOf(stats) || 'none yet'}`,
  ];
}

const BAR_WIDTH = 40;

function bar(part: number): string {
  return '#'.repeat(Math.ceil(part * BAR_WIDTH));
}

function refusalsOf(stats: Stats): string {
  return stats
    .refusals()
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');
}

function timesTable(routes: readonly RouteTimes[]): string[] {
  const width = Math.max(5, ...routes.map(({ route }) => route.length));
  const row = (route: string, ...cells: string[]) =>
    `  ${route.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}`;
  return [
    row('route', 'calls', 'p50', 'p95'),
    ...routes.map(({ route, calls, p50Ms, p95Ms }) =>
      row(route, String(calls), `${Math.round(p50Ms)} ms`, `${Math.round(p95Ms)} ms`),
    ),
  ];
}

/** The last word: numbers, then each violation, then the verdict. */
export function reportOf({ violations, diaries, stats, money, cards, ...result }: CrowdResult): string[] {
  const waits = diaries.flatMap(({ joined, activeFrom }) => (joined && activeFrom ? [activeFrom - joined.sentAt] : []));
  const confirms = diaries.flatMap(({ paidAt, confirmedAt }) => (paidAt && confirmedAt ? [confirmedAt - paidAt] : []));
  const spread = (values: readonly number[]) =>
    [50, 95, 100].map((percent) => seconds(percentile(values, percent) / 1_000)).join(' / ');
  const facts: [string, string][] = [
    ['people', endingsOf(diaries)],
    ['seats sold', `${result.seatsSold}${result.seatsBlocked > 0 ? `; ${result.seatsBlocked} blocked` : ''}`],
    ...groupsOf(diaries),
    ['payments', paymentsOf(diaries)],
    ['charges by card', chargesOf(diaries)],
    ['money', money ? moneyOf(money) : 'not audited'],
    ['cards', cards ? cardsOf(cards) : 'not audited'],
    ['joined to admitted', `${spread(waits)} (p50 / p95 / longest of ${waits.length})`],
    ['paid to confirmed', `${spread(confirms)} (p50 / p95 / longest of ${confirms.length})`],
    ['refusals', refusalsOf(stats) || 'none'],
    ['duration', `${seconds(result.seconds)}, of which on sale ${seconds(result.onSaleSeconds)}`],
  ];
  const verdict =
    violations.length === 0
      ? 'Audit: no violation.'
      : `Audit: ${violations.length} violation${violations.length === 1 ? '' : 's'}.`;
  return [
    ...facts.map(([name, text]) => `  ${name.padEnd(20)}${text}`),
    '',
    ...timesTable(stats.routes()),
    '',
    ...violations.map(({ rule, found }) => `VIOLATION (${rule}): ${found}`),
    verdict,
  ];
}

function endingsOf(diaries: readonly Pick<Diary, 'ending'>[]): string {
  const counts = new Map<Ending | 'never began', number>();
  for (const { ending = 'never began' } of diaries) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return `${diaries.length}: ${sorted.map(([ending, count]) => `${count} ${ending}`).join(', ')}`;
}

/** Of those who came for several seats: how many got as many, fewer, or none; nothing where nobody did. */
function groupsOf(diaries: readonly Pick<Diary, 'person' | 'groups'>[]): [string, string][] {
  const groups = diaries.filter(({ person }) => person.party > 1);
  if (groups.length === 0) return [];
  const whole = groups.filter(({ person, groups: held }) => held.some(({ count }) => count === person.party)).length;
  const held = groups.filter(({ groups: some }) => some.length > 0).length;
  const counts = `${whole} held seats for all, ${held - whole} for fewer, ${groups.length - held} for none`;
  return [['groups', `${groups.length}: ${counts}`]];
}

type Paid = Pick<Diary, 'paidKrw' | 'cards'>;

/** Those by card with what their buyers were told last of each. */
function paymentsOf(diaries: readonly Paid[]): string {
  const fromWallets = diaries.filter(({ paidKrw }) => paidKrw > 0).length;
  return `${fromWallets} from wallets; by card ${cardsTold(diaries, 'RESERVATION')}`;
}

function chargesOf(diaries: readonly Paid[]): string {
  return cardsTold(diaries, 'CHARGE');
}

function cardsTold(diaries: readonly Paid[], purpose: CardNote['purpose']): string {
  const cards = diaries.flatMap((diary) => diary.cards.filter((card) => card.purpose === purpose));
  const counts = new Map<string, number>();
  for (const { status } of cards) counts.set(status, (counts.get(status) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const told = sorted.map(([status, count]) => `${count} ${status}`).join(', ');
  return told === '' ? '0' : `${cards.length}: ${told}`;
}

function won(amount: number): string {
  return `${amount.toLocaleString('en')} won`;
}

function moneyOf({ charged, paid, refunded, balances }: NonNullable<CrowdResult['money']>): string {
  return `${won(charged)} charged = ${won(balances)} in wallets + ${won(paid)} paid - ${won(refunded)} refunded`;
}

function cardsOf({ captured, returned, tickets, charges }: NonNullable<CrowdResult['cards']>): string {
  return `${won(captured)} taken = ${won(tickets)} in tickets + ${won(charges)} in wallets + ${won(returned)} given back`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
