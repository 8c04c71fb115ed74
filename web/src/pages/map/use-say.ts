// What is said aloud of what one does on the map: where the keys are, and what became of a seat.
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Choosing } from './choice.ts';
import type { LiveSeats } from './live.ts';
import type { Names } from './words.ts';

interface Known {
  readonly live: LiveSeats | undefined;
  readonly names: Names;
  readonly mine: ReadonlySet<number>;
}

export interface Say {
  /** The keys came to a seat. */
  reached(seat: number, isChosen: boolean): void;
  edge(): void;
  toggled(seat: number, choosing: Choosing | undefined): void;
}

export interface Said {
  readonly text: string;
  /** Whether who looks has to read it, too: nothing else shows why nothing happened. */
  readonly isWarning: boolean;
}

export function useSay({ live, names, mine }: Known): readonly [said: Said, say: Say] {
  const t = useTranslations('map');
  const [said, keep] = useState<Said>({ text: '', isWarning: false });
  const setSaid = (text: string, isWarning = false) => keep({ text, isWarning });
  const state = (seat: number) => (mine.has(seat) ? t('mineState') : names.state(live, seat));
  const say: Say = {
    reached: (seat, isChosen) => setSaid(`${names.full(seat)}, ${isChosen ? t('chosenState') : state(seat)}`),
    edge: () => setSaid(t('map.atEdge')),
    toggled: (seat, choosing) => {
      switch (choosing?.outcome) {
        case undefined:
          break;
        case 'chosen':
          setSaid(t('said.chosen', { seat: names.seat(seat), count: choosing.choice.length }));
          break;
        case 'let-go':
          setSaid(t('said.letGo', { seat: names.seat(seat), count: choosing.choice.length }));
          break;
        case 'limit':
          setSaid(t('said.limit', { limit: choosing.limit }), true);
          break;
        case 'not-free':
          setSaid(t('said.notFree', { seat: names.seat(seat), state: state(seat) }));
          break;
        default:
          choosing satisfies never;
      }
    },
  };
  return [said, say];
}
