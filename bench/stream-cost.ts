// What a stream's viewers cost, by the list prices of Seoul (ap-northeast-2) without free tiers and discounts.

/** USD. */
const LAMBDA_GB_SECOND = 0.0000133334;
const LAMBDA_REQUEST = 0.2e-6;
const API_REQUEST = 1.23e-6;
const READ_UNIT = 0.1355e-6;
const GIGABYTE_OUT = 0.126;

/** The function's, and how much of a processor that is: 1,769 MB are a whole one. */
const MEMORY_MB = 512;
const CPU_SHARE = MEMORY_MB / 1_769;

export const PRICES = [
  'USD, list prices of ap-northeast-2 without free tiers:',
  `[Lambda on Arm](https://aws.amazon.com/lambda/pricing/) ${LAMBDA_GB_SECOND.toFixed(10)} a GB-s and 0.20 a million requests`,
  `(${MEMORY_MB} MB, of which Lambda gives [a part of a processor](https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html): the processor time measured here counts ${(1 / CPU_SHARE).toFixed(1)} times);`,
  '[HTTP API](https://aws.amazon.com/api-gateway/pricing/) 1.23 a million requests;',
  '[DynamoDB on demand](https://aws.amazon.com/dynamodb/pricing/on-demand/) 0.1355 a million read units;',
  '[data out](https://aws.amazon.com/ec2/pricing/on-demand/) 0.126 a GB.',
].join(' ');

export interface Measured {
  readonly requests: number;
  /** As Lambda rounds: each request to the next millisecond. */
  readonly billedMs: number;
  readonly bytes: number;
  readonly readUnits: number;
  /** Processor time of all of it. */
  readonly cpuMs: number;
  /** Seconds of the bench times viewers. */
  readonly viewerSeconds: number;
  /** From a change's delta to a viewer; milliseconds. */
  readonly ages: readonly [p50: number | string, p99: number | string];
}

/** An hour of one viewer. `billedMs`: of one request; `running`: functions at work for one viewer at any moment. */
export function costOf({ requests, billedMs, bytes, readUnits, cpuMs, viewerSeconds }: Measured) {
  const hours = viewerSeconds / 3_600;
  const billed = billedMs + cpuMs * (1 / CPU_SHARE - 1);
  const hour = {
    requests: Math.round(requests / hours),
    gbSeconds: ((billed / 1_000) * (MEMORY_MB / 1_024)) / hours,
    reads: readUnits / hours,
    megabytes: bytes / 1e6 / hours,
  };
  const calls = hour.requests * (API_REQUEST + LAMBDA_REQUEST);
  const usd =
    calls + hour.gbSeconds * LAMBDA_GB_SECOND + hour.reads * READ_UNIT + (hour.megabytes / 1_000) * GIGABYTE_OUT;
  return { ...hour, billedMs: billed / requests, running: billed / 1_000 / viewerSeconds, usd };
}
