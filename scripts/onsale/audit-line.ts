// Audits the line: places in the order of joining, admissions in the order of places, never more than there is room. Pure.
import { ruleOf, type Violation } from './audit-seats.ts';
import type { Diary } from './diary.ts';

/** One line of the admitter's log: places `from` + 1 to `to`; `active` were in before, `admitted` of them were people. */
export interface AdmissionFact {
  readonly from: number;
  readonly to: number;
  readonly active: number;
  readonly admitted: number;
  readonly capacity: number;
}

export interface LineFacts {
  /** In the order of the log. */
  readonly admissions: readonly AdmissionFact[];
  /** Everybody up to this place was admitted, as the API says. */
  readonly watermark: number;
  readonly capacity: number;
  readonly diaries: readonly Pick<Diary, 'person' | 'seq' | 'joined' | 'sightings' | 'activeFrom' | 'activeTo'>[];
}

export function auditLine(facts: LineFacts): Violation[] {
  return [
    ...placesInOrder(facts),
    ...admissionsInOrder(facts),
    ...nobodyOvertaken(facts),
    ...roomForAll(facts),
    ...neverMoreActive(facts),
  ];
}

/** Invariant I4: unique places; who was answered before another one asked is in front. */
function placesInOrder({ diaries }: LineFacts): Violation[] {
  const violation = ruleOf('places in the order of joining');
  const joined = diaries.flatMap(({ person, seq, joined }) =>
    seq !== undefined && joined ? [{ who: person.index, seq, ...joined }] : [],
  );
  const inLine = [...joined].sort((a, b) => a.seq - b.seq);
  const found: Violation[] = [];
  let latestAsked: (typeof joined)[number] | undefined;
  let before: (typeof joined)[number] | undefined;
  for (const one of inLine) {
    if (before?.seq === one.seq)
      found.push(violation(`buyers ${before.who} and ${one.who} both have place ${one.seq}`));
    if (latestAsked && one.answeredAt < latestAsked.sentAt) {
      found.push(
        violation(
          `buyer ${one.who} had joined before buyer ${latestAsked.who} asked, and is behind: ${one.seq} and ${latestAsked.seq}`,
        ),
      );
    }
    if (!latestAsked || one.sentAt > latestAsked.sentAt) latestAsked = one;
    before = one;
  }
  return found;
}

/** Each admission begins where the one before ended, and together they reach the watermark: the log lacks none. */
function admissionsInOrder({ admissions, watermark }: LineFacts): Violation[] {
  const violation = ruleOf('admission in the order of places');
  const found: Violation[] = [];
  let reached = 0;
  for (const { from, to } of admissions) {
    if (from !== reached) found.push(violation(`places ${from + 1} to ${to} were admitted after place ${reached}`));
    if (to <= from) found.push(violation(`an admission from place ${from} to ${to} goes back`));
    reached = to;
  }
  if (reached !== watermark) found.push(violation(`the log ends at place ${reached}, and the line is at ${watermark}`));
  return found;
}

/** The line's state may be a second old in an answer to somebody who waits (design, Line, Token). */
const STATE_AGE_MS = 1_500;

/** What people saw: nobody is still told to wait when somebody behind them is already in. */
function nobodyOvertaken({ diaries }: LineFacts): Violation[] {
  const violation = ruleOf('nobody in the line is overtaken');
  const admitted = diaries.flatMap(({ person, seq, activeFrom }) =>
    seq !== undefined && activeFrom !== undefined ? [{ who: person.index, seq, activeFrom }] : [],
  );
  return diaries.flatMap(({ person, seq = 0, sightings }) => {
    const lastWait = Math.max(0, ...sightings.filter(({ status }) => status === 'WAITING').map(({ sentAt }) => sentAt));
    const first = admitted.find((other) => other.seq > seq && other.activeFrom + STATE_AGE_MS < lastWait);
    if (!first) return [];
    return [
      violation(`buyer ${person.index} (place ${seq}) waited when buyer ${first.who} (place ${first.seq}) was in`),
    ];
  });
}

/** Invariant I6, from the admitter's own log. */
function roomForAll({ admissions, capacity }: LineFacts): Violation[] {
  const violation = ruleOf('nobody is admitted while active >= capacity');
  return admissions.flatMap((admission) => {
    const { from, to, active, admitted } = admission;
    const people = `${admitted} people (places ${from + 1} to ${to}) were admitted while ${active} were active`;
    const fits = active + admitted <= capacity && admission.capacity === capacity && admitted <= to - from;
    return fits ? [] : [violation(`${people}, and the capacity is ${capacity}`)];
  });
}

/** The same from outside: people who knew that they were in, and had not left, at one time. */
function neverMoreActive({ diaries, capacity }: LineFacts): Violation[] {
  const steps = diaries
    .flatMap(({ activeFrom, activeTo }) =>
      activeFrom === undefined || activeTo === undefined || activeTo <= activeFrom
        ? []
        : [
            { at: activeFrom, step: 1 },
            { at: activeTo, step: -1 },
          ],
    )
    // Who leaves in the millisecond that another one comes has left.
    .sort((a, b) => a.at - b.at || a.step - b.step);
  let active = 0;
  let most = 0;
  for (const { step } of steps) {
    active += step;
    most = Math.max(most, active);
  }
  if (most <= capacity) return [];
  return [ruleOf('never more people active than the capacity')(`${most} people were in at one time, of ${capacity}`)];
}
