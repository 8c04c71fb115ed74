// What the server refused, kept until something else is tried: those that the page answers by itself, and all others.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { placeKey } from '../../api/line.ts';
import type { Hall } from './model.ts';
import { type HoldRefusal, holdRefusal } from './refusal.ts';
import type { Lost } from './use-choice.ts';

export interface Refused {
  readonly refusal: HoldRefusal | undefined;
  readonly error: Error | undefined;
}

export interface Refusals extends Refused {
  learn(error: Error): void;
  forget(): void;
}

const NOTHING: Refused = { refusal: undefined, error: undefined };

export function useRefusals(hall: Hall, concertId: string, lose: (lost: Lost) => void): Refusals {
  const queries = useQueryClient();
  const [refused, setRefused] = useState<Refused>(NOTHING);
  const learn = (error: Error) => {
    const refusal = holdRefusal(error);
    setRefused({ refusal, error });
    switch (refusal.refusal) {
      case 'taken': {
        const seats = refusal.seatNos.map((seatNo) => hall.indexOf(seatNo)).filter((seat) => seat !== -1);
        lose({ seats, ...(refusal.reservationId === undefined ? {} : { reservationId: refusal.reservationId }) });
        break;
      }
      case 'not-admitted':
        // The place in line says why it is over.
        queries.invalidateQueries({ queryKey: placeKey(concertId) });
        break;
      case 'limit':
        queries.invalidateQueries({ queryKey: ['reservations'] });
        break;
      case 'few':
      case 'other':
        break;
      default:
        refusal satisfies never;
    }
  };
  return { ...refused, learn, forget: () => setRefused(NOTHING) };
}
