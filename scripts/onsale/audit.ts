// The audit of a crowd: all facts against all rules. Pure.
import { auditCards, type CardFacts } from './audit-cards.ts';
import { auditLine, type LineFacts } from './audit-line.ts';
import { auditMoney, type MoneyFacts } from './audit-money.ts';
import { auditSeats, ruleOf, type SeatFacts, type Violation } from './audit-seats.ts';
import { BAD_ENDINGS, type Diary } from './diary.ts';

export interface Facts {
  readonly seats: SeatFacts;
  readonly money: MoneyFacts;
  readonly cards: CardFacts;
  readonly line: LineFacts;
}

/** Everything that must not be, of what the tables, the API, the log and the gateway's books say. */
export function audit({ seats, money, cards, line }: Facts): Violation[] {
  return [...auditSeats(seats), ...auditMoney(money), ...auditCards(cards), ...auditLine(line)];
}

type Told = Pick<Diary, 'person' | 'ending' | 'failure' | 'differences'>;

/** Everything that must not be, of what people met. */
export function auditPeople(diaries: readonly Told[]): Violation[] {
  const repeated = ruleOf('a repeated request has the first answer');
  const ended = ruleOf('everybody comes to an end');
  return diaries.flatMap(({ person, ending, failure, differences }) => [
    ...differences.map((difference) => repeated(`buyer ${person.index}, ${difference}`)),
    ...(ending === undefined || BAD_ENDINGS.includes(ending)
      ? [ended(`buyer ${person.index} ${ending === 'failed' ? `failed: ${failure}` : 'was cut off by the time limit'}`)]
      : []),
  ]);
}
