// Counts what ran, for the last line of `npm test`: tests, files that failed to load, and errors outside of tests.
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

type CountedModule = Pick<TestModule, 'errors'> & {
  children: { allTests(): Iterable<{ result(): { state: string } }> };
};

/** Counts the tests of the modules; what failed without being a test counts as one failure each. */
export function countTests(modules: readonly CountedModule[], unhandledErrors: readonly unknown[]): Counts {
  const counts: Counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      else if (state === 'skipped') counts.skipped += 1;
      else counts.failed += 1;
    }
  }
  return counts;
}

/** Writes the counts to the file that `ONSALE_COUNTS` names. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.ONSALE_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(countTests(modules, unhandledErrors)));
  }
}
