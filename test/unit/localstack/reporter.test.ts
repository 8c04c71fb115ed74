// The counts of `npm test` are those of the tests, plus one for each thing that broke outside of a test.
import { expect, it } from 'vitest';
import { countTests } from '../../support/reporter.ts';

const module = (states: string[], errors = 0) => ({
  errors: () => Array.from({ length: errors }, () => ({ message: 'broken' })),
  children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
});

it('counts passed, failed and skipped tests', () => {
  expect(countTests([module(['passed', 'failed', 'passed']), module(['skipped'])], [])).toEqual({
    passed: 2,
    failed: 1,
    skipped: 1,
  });
});

it('counts a file that failed to load and an unhandled error as failures', () => {
  expect(countTests([module([], 1), module(['passed'])], ['rejection'])).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

it('counts a test that never ended as failed', () => {
  expect(countTests([module(['pending'])], []).failed).toBe(1);
});
