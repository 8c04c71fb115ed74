// What the checks found: the first few are enough, the run ends with them.

export interface Fault {
  readonly rule: string;
  /** Virtual time, seconds since the open. */
  readonly atSeconds: number;
  readonly detail: string;
}

export class FaultList {
  readonly found: Fault[] = [];
  private readonly clock: () => number;
  private readonly openAt: number;

  /** @param clock the true time, epoch ms */
  constructor(clock: () => number, openAt: number) {
    this.clock = clock;
    this.openAt = openAt;
  }

  add(rule: string, detail: string): void {
    this.found.push({ rule, atSeconds: Math.round((this.clock() - this.openAt) / 100) / 10, detail });
  }
}
