// The typed client over this origin: every answer tells the time, none is awaited for ever, all are in the chosen language.
import { createClient } from '../../../functions/shared/client.ts';
import { learnTime } from './clock.ts';

const PATIENCE_MS = 20_000;

const send: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('accept-language', document.documentElement.lang);
  const sentAt = Date.now();
  const response = await fetch(input, { ...init, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  learnTime(response, sentAt, Date.now());
  return response;
};

export const client = createClient(location.origin, send);
