// Structured logs and EMF metrics. Never a token, a password or a body.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The service's name comes from POWERTOOLS_SERVICE_NAME, which its construct sets. */
export const log = new Logger();

const metrics = new Metrics({ namespace: 'onsale' });

/** Counts something in the embedded metric format; `dimensions` add to the service's name. */
export function count(name: string, value = 1, dimensions: Record<string, string> = {}): void {
  measure(name, MetricUnit.Count, value, dimensions);
}

/** Says how long something took or is old, likewise. */
export function seconds(name: string, value: number, dimensions: Record<string, string> = {}): void {
  measure(name, MetricUnit.Seconds, value, dimensions);
}

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

function measure(name: string, unit: Unit, value: number, dimensions: Record<string, string>): void {
  const single = metrics.singleMetric();
  single.addDimensions(dimensions);
  single.addMetric(name, unit, value);
}

/** One line per request or message batch: log fields and EMF metrics together, in one JSON object. */
export function logRequest(fields: {
  route: string;
  status: number;
  code: string;
  latencyMs: number;
  requestId: string;
  correlationId: string;
  /** The reservation and the payment that it is about, if any. */
  reservationId?: string;
  paymentId?: string;
  /** On the routes of operators: who called, and what the path named. */
  userId?: string;
  params?: unknown;
}): void {
  const emf = {
    Timestamp: Date.now(),
    CloudWatchMetrics: [
      {
        Namespace: 'onsale',
        Dimensions: [
          ['service', 'route'],
          ['service', 'route', 'code'],
        ],
        Metrics: [
          { Name: 'latencyMs', Unit: 'Milliseconds' },
          { Name: 'requests', Unit: 'Count' },
        ],
      },
    ],
  };
  log.info('request', { ...fields, requests: 1, _aws: emf });
}
