// Events: one envelope, one schema each. Both ends parse (docs/design/data-model.md, Outbox).
import * as z from 'zod/mini';

/** What led to a write: the journey's id, and the request or event that asked for it. */
export interface Cause {
  readonly correlationId: string;
  readonly causationId: string;
}

export interface Envelope {
  /** Derived from the item and its log entry, so that publishing again gives the same id. */
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** ISO 8601. */
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly data: unknown;
}

export interface EventKind<D = unknown> {
  readonly type: string;
  readonly version: number;
  /** The service whose contract has the event; the bus source is `onsale.<service>`. */
  readonly service: string;
  readonly data: z.ZodMiniType<D>;
}

export function defineEvent<D>(service: string, type: string, version: number, data: z.ZodMiniType<D>): EventKind<D> {
  return { service, type, version, data };
}

export const envelopeSchema = z.object({
  id: z.string(),
  type: z.string(),
  version: z.int(),
  occurredAt: z.string(),
  correlationId: z.string(),
  causationId: z.string(),
  data: z.unknown(),
});

/** An event ready for the bus. */
export interface Published {
  readonly source: string;
  readonly envelope: Envelope;
}

/**
 * Builds an event; the data is parsed, so that nothing leaves that a consumer could not read.
 * @throws when the data does not fit the schema (the relay parks such a record)
 */
export function published<D>(
  kind: EventKind<D>,
  head: { id: string; at: number; cause: Cause },
  data: z.input<z.ZodMiniType<D>>,
): Published {
  const envelope = {
    id: head.id,
    type: kind.type,
    version: kind.version,
    occurredAt: new Date(head.at).toISOString(),
    correlationId: head.cause.correlationId,
    causationId: head.cause.causationId,
    data: z.parse(kind.data, data),
  };
  return { source: `onsale.${kind.service}`, envelope };
}

/** A cause as items hold it, in one short string: a reservation with its log stays within 1 KB. */
export function packCause(cause: Cause): string {
  return `${cause.correlationId} ${cause.causationId}`;
}

export function unpackCause(packed: string): Cause {
  const [correlationId = '', causationId = ''] = packed.split(' ');
  return { correlationId, causationId };
}
