// The seats being chosen on this page: toggled by hand, and swept when others take them.
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Choice, type Choosing, swept, toggled } from './choice.ts';
import type { LiveSeats } from './live.ts';

/** What is being told of seats that were taken by others. */
export interface Lost {
  readonly seats: Choice;
  /** A reservation of one's own that has them. */
  readonly reservationId?: string;
}

interface Chosen {
  readonly choice: Choice;
  readonly lost: Lost | undefined;
  toggle(seat: number): Choosing | undefined;
  /** Takes seats out that the server says are taken. */
  lose(lost: Lost): void;
  forget(): void;
}

interface Given {
  readonly live: LiveSeats | undefined;
  readonly limit: number;
  /** Seats that are one's own already. */
  readonly mine: ReadonlySet<number>;
  /** While they are being asked for, the map may show that they are held before the answer says by whom. */
  readonly isAsking: boolean;
}

export function useChoice({ live, limit, mine, isAsking }: Given): Chosen {
  const [choice, setChoice] = useState<Choice>([]);
  const [lost, setLost] = useState<Lost>();
  const now = useRef({ choice, live, limit });
  now.current = { choice, live, limit };

  useEffect(() => {
    if (!live || isAsking) return;
    const { kept, lost: gone } = swept(now.current.choice, live.states);
    if (gone.length === 0) return;
    setChoice(kept);
    // What one holds oneself, in another tab or a moment ago, was not lost to others.
    const toOthers = gone.filter((seat) => !mine.has(seat));
    if (toOthers.length > 0) setLost({ seats: toOthers });
  }, [live, mine, isAsking]);

  const toggle = useCallback((seat: number) => {
    const { choice, live, limit } = now.current;
    if (!live) return undefined;
    const choosing = toggled(choice, seat, live.states, limit);
    if ('choice' in choosing) {
      now.current.choice = choosing.choice;
      setChoice(choosing.choice);
      setLost(undefined);
    }
    return choosing;
  }, []);
  const lose = useCallback((gone: Lost) => {
    setChoice((chosen) => chosen.filter((seat) => !gone.seats.includes(seat)));
    setLost(gone);
  }, []);
  const forget = useCallback(() => setLost(undefined), []);
  return { choice, lost, toggle, lose, forget };
}
