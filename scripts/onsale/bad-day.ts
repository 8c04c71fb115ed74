// The gateway's bad day: which part of what it does goes wrong while a crowd pays.
import type { FaultInput } from '../../localstack/portone/client.ts';

/** The server gives up on an answer before this. */
const TOO_SLOW_MS = 9_000;
/** Longer than the approval window: the seats are somebody else's by then. */
const TOO_LATE_MS = 75_000;

export const BAD_DAY: readonly FaultInput[] = [
  { kind: 'confirm-500-before', share: 0.03 },
  { kind: 'confirm-500-after', share: 0.06 },
  { kind: 'confirm-dropped', share: 0.06 },
  { kind: 'confirm-slow', ms: 2_000, share: 0.08 },
  { kind: 'confirm-slow', ms: TOO_SLOW_MS, share: 0.04 },
  { kind: 'confirm-late', ms: 4_000, share: 0.05 },
  { kind: 'confirm-late', ms: TOO_LATE_MS, share: 0.02 },
  { kind: 'confirm-declined', share: 0.03 },
  { kind: 'cancel-pending', ms: 2_000, share: 0.3 },
  { kind: 'cancel-500-after', share: 0.2 },
  { kind: 'webhook-lost', share: 0.15 },
  { kind: 'webhook-doubled', share: 0.15 },
  { kind: 'webhook-reordered', ms: 3_000, share: 0.1 },
  { kind: 'webhook-forged', share: 0.05 },
  { kind: 'webhook-delayed', ms: 8_000, share: 0.15 },
];
