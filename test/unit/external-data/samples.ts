// A webhook and a delivery as the rules see them.
import type { Delivery, Webhook } from '../../../functions/external-data/domain.ts';

export const NOW = Date.parse('2025-07-13T10:00:00Z');
export const cause = { correlationId: 'journey-1', causationId: 'reservation/rsv_1/3/ReservationCompleted' };

export const webhook = (more: Partial<Webhook> = {}): Webhook => ({
  webhookId: 'whk_4k9ZtQ0aB1cD',
  url: 'https://partner.example/hooks',
  events: ['ReservationCompleted'],
  enabled: true,
  secretNo: 1,
  kid: 'key00001',
  failures: 0,
  log: [],
  version: 1,
  createdAt: NOW,
  updatedAt: NOW,
  createdBy: 'operator-1',
  changedBy: 'operator-1',
  ...more,
});

export const delivery = (more: Partial<Delivery> = {}): Delivery => ({
  webhookId: 'whk_4k9ZtQ0aB1cD',
  place: '1752400800000#0123456789ab',
  event: 'ReservationCompleted',
  eventId: cause.causationId,
  occurredAt: NOW,
  payload: '{"type":"ReservationCompleted"}',
  cause: `${cause.correlationId} ${cause.causationId}`,
  status: 'PENDING',
  attempts: 0,
  startedAt: NOW,
  dueAt: NOW,
  createdAt: NOW,
  updatedAt: NOW,
  ...more,
});
