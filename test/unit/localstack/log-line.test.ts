// One line per request, errors with their message, and nothing for what says nothing to a person.
import { describe, expect, it } from 'vitest';
import { readable } from '../../../localstack/log-line.ts';

const show = (entry: object | string) =>
  readable(typeof entry === 'string' ? entry : JSON.stringify(entry), 'wallet-charge', 0, false)?.replace(
    /^[\d:]+ +/,
    '',
  );

describe('a readable log line', () => {
  it('shows service, route, status and time of a request', () => {
    const line = show({
      level: 'INFO',
      message: 'request',
      service: 'wallet',
      route: 'GET /w',
      status: 200,
      latencyMs: 7,
    });
    expect(line?.replace(/ +/g, ' ')).toBe('wallet GET /w 200 7 ms');
  });

  it('shows the code of a refusal', () => {
    expect(show({ service: 'seats', route: 'POST /r', status: 409, code: 'SEATS_TAKEN', latencyMs: 9 })).toMatch(
      /409\s+9 ms {2}SEATS_TAKEN$/,
    );
  });

  it('shows level, message and cause of an error', () => {
    const line = show({
      level: 'ERROR',
      service: 'seats',
      message: 'unexpected',
      error: { name: 'E', message: 'why' },
    });
    expect(line).toMatch(/^seats +ERROR unexpected: E: why$/);
  });

  it('shows what a function printed without structure, under its name', () => {
    expect(show('TypeError: x is undefined')).toMatch(/^wallet-charge +TypeError: x is undefined$/);
  });

  it.each([
    '',
    'START RequestId: 1 Version: $LATEST',
    'END RequestId: 1',
    'REPORT RequestId: 1 Duration: 5 ms',
    '(node:12) [DEP0169] DeprecationWarning: url.parse()',
    '{"level":"INFO","message":"admitted","service":"queue"}',
    '{"_aws":{},"service":"queue","latencyMs":3}',
  ])('leaves out %j', (line) => {
    expect(show(line)).toBeUndefined();
  });
});
