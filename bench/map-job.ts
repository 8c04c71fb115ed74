// What the bench tells a process to do with a large map, and what that process tells it.

/** In this order, in one process. */
export type Work = 'pages' | 'bitmap' | 'unmapped' | 'stream' | 'best' | 'check';

export interface Job {
  readonly table: string;
  /** A date whose map is kept, and one whose map is not: it is read from its blocks. */
  readonly scheduleId: string;
  readonly unmapped: string;
  readonly layoutId: string;
  readonly works: readonly Work[];
}

export interface ChildReport {
  /** The most that the process ever had in memory: when its code was loaded, and in the end. */
  readonly loadedMb: number;
  mostMb: number;
  /** Processor time of the first time, and of each later one on average. */
  readonly works: Partial<Record<Work, { readonly firstMs: number; readonly restMs: number }>>;
}

/** The report's line begins with it. */
export const MARK = 'report: ';

export function readJob(text: string | undefined): Job {
  return JSON.parse(text ?? '') as Job;
}
