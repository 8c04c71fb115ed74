// The stream of seat blocks: what changed becomes a link of the chain that large maps are made of.
import { createDb } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { stream } from '../../shared/stream.ts';
import { createMapStore } from '../store-map.ts';
import { followSeats } from '../use-cases-follow.ts';

const store = createMapStore({ db: createDb(), ...readEnv({ SEATS_TABLE: 'string' }) });

export const handler = stream((records) => followSeats({ store, clock }, records));
