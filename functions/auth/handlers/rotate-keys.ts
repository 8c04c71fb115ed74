// Each day, and by `npm run keys`: brings up the next key that signs tokens, and clears away what is over.
import * as z from 'zod/mini';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { log } from '../../shared/log.ts';
import { createKeyStore } from '../store-keys.ts';
import { type KeyReport, listKeys, type Rotation, rotateKeys } from '../use-cases-keys.ts';

const DAY_MS = 86_400_000;

/** `force`: a new key, however old the present one is; `list`: change nothing. */
const asked = z.object({ force: z._default(z.boolean(), false), list: z._default(z.boolean(), false) });

const env = readEnv({ AUTH_TABLE: 'string', SIGNING_SECRET: 'string', ROTATE_DAYS: 'number' });
const tools = {
  store: createKeyStore({ db: createDb(), ...env }),
  clock: systemClock,
  rotateAfterMs: env.ROTATE_DAYS * DAY_MS,
};

export const handler = async (event: unknown): Promise<KeyReport | Rotation> => {
  const { force, list } = z.parse(asked, event);
  if (list) return listKeys(tools);
  const rotation = await rotateKeys(tools, { force });
  log.info('keys rotated', { ...rotation });
  return rotation;
};
