// Types of progress.mjs.
export class Failure extends Error {}

export interface Progress {
  step<T>(title: string, work: (note: (text: string) => void) => Promise<T> | T): Promise<T>;
}

export interface ProgressOptions {
  total: number;
  done?: number;
  out?: { isTTY?: boolean | undefined; write(text: string): unknown };
}

export function createProgress(options: ProgressOptions): Progress;
export function orExit(main: () => Promise<void>): Promise<void>;
