// Counts what a crowd met: how long each route took, and what was refused.

export interface RouteTimes {
  readonly route: string;
  readonly calls: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface Stats {
  /** @param code of a refusal; absent for a success */
  record(route: string, tookMs: number, code?: string): void;
  readonly calls: () => number;
  /** By route, in the order of their first call. */
  readonly routes: () => readonly RouteTimes[];
  /** By code, the most frequent first. */
  readonly refusals: () => readonly (readonly [code: string, count: number])[];
}

export function createStats(): Stats {
  const times = new Map<string, number[]>();
  const codes = new Map<string, number>();
  return {
    record(route, tookMs, code) {
      const taken = times.get(route) ?? [];
      taken.push(tookMs);
      times.set(route, taken);
      if (code !== undefined) codes.set(code, (codes.get(code) ?? 0) + 1);
    },
    calls: () => [...times.values()].reduce((sum, taken) => sum + taken.length, 0),
    routes: () =>
      [...times].map(([route, taken]) => ({
        route,
        calls: taken.length,
        p50Ms: percentile(taken, 50),
        p95Ms: percentile(taken, 95),
      })),
    refusals: () => [...codes].sort((a, b) => b[1] - a[1]),
  };
}

/** The smallest value that `percent` of the values do not exceed (nearest rank); 0 of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
