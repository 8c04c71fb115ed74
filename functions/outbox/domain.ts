// The rules of the outbox: pulses, how long what a stream tells had been waiting, and how a record is parked.
import type { StreamRecord } from '../shared/stream.ts';

/**
 * The one item of a table that carries no event: written again and again, it shows that the table's stream flows and
 * that somebody reads it. It does not show that the bus takes events, as none is published for it.
 */
export const PULSE = { pk: 'PULSE', sk: 'PULSE' } as const;

/** When the pulse was written that this image shows (epoch milliseconds), or undefined when it is no pulse. */
export function pulseAt(image: Readonly<Record<string, unknown>> | undefined): number | undefined {
  if (image?.pk !== PULSE.pk || image.sk !== PULSE.sk) return undefined;
  return typeof image.at === 'number' ? image.at : undefined;
}

/** Whole seconds from the oldest of `times` (epoch milliseconds) to now; undefined when there are none. */
export function ageSeconds(times: readonly number[], now: number): number | undefined {
  if (times.length === 0) return undefined;
  const oldest = times.reduce((least, at) => Math.min(least, at));
  return Math.max(0, Math.round((now - oldest) / 1000));
}

/** The longest message that a queue takes, in bytes. */
const MESSAGE_BYTES = 262_144;

/** A record that can never be published, as a message; of one that does not fit only where it is, and why. */
export function parcelOf(record: StreamRecord, reason: string): object {
  const whole = { reason, record };
  if (Buffer.byteLength(JSON.stringify(whole)) <= MESSAGE_BYTES) return whole;
  const { source, sequenceNumber, expired, old, now } = record;
  const { pk, sk } = now ?? old ?? {};
  return { reason, record: { source, sequenceNumber, expired, pk, sk } };
}
