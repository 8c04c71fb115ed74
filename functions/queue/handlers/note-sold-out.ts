// SoldOut: those who wait are told when that was.
import { events } from '../../seats/contract.ts';
import { createDb } from '../../shared/aws.ts';
import { consumer } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { createStateWrites } from '../store-state.ts';

const state = createStateWrites({ db: createDb(), ...readEnv({ QUEUE_TABLE: 'string' }) });

export const handler = consumer(events.SoldOut, ({ data }) => state.noteSoldOut(data.concertId, data));
