// ReservationFailed: its seats are free again.
import { events } from '../../reservations/contract.ts';
import { createDb } from '../../shared/aws.ts';
import { consumer } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { releaseSeats } from '../use-cases.ts';
import { createSeatWrites } from '../writes.ts';

const writes = createSeatWrites({ db: createDb(), ...readEnv({ SEATS_TABLE: 'string' }) });

export const handler = consumer(events.ReservationFailed, ({ data }) => releaseSeats(writes, data));
