// The public document of the line as a cache near the people has it, and how often they look at it.
import { lineForAll } from '../functions/queue/use-cases-look.ts';
import { type Crowded, isDeath } from './crowd.ts';
import { CONCERT } from './instances.ts';
import { refusedBy } from './refusals.ts';

type Line = Awaited<ReturnType<typeof lineForAll>>;

/** As its Cache-Control says (functions/queue/contract.ts). */
const MAX_AGE_MS = 1_000;
/** Who watches looks so often on the way from here to the front, and this often at least. */
const LOOKS = 4;
const LONGEST_SECONDS = 30;

export class PublicDocument {
  private readonly of: Crowded;
  private line: Line | undefined;

  constructor(of: Crowded) {
    this.of = of;
  }

  /** Fetches it from now on whenever it is too old: a cache asks once for all who look. */
  start(): void {
    const { world, measures } = this.of;
    world.start(async () => {
      measures.count('documents');
      await this.fetch();
      world.later(MAX_AGE_MS, () => this.start());
    });
  }

  private async fetch(): Promise<void> {
    const { world, apis, answers } = this.of;
    const instance = world.random.pick(apis);
    try {
      this.line = await lineForAll(instance, CONCERT, instance.now());
      answers.document(this.line.servingUpTo);
    } catch (error) {
      refusedBy(error, isDeath);
    }
  }

  /** After how many seconds the owner of a place looks again; undefined: it is time to ask `status`. */
  look(seq: number): number | undefined {
    this.of.measures.counts.looks++;
    if (!this.line) return 1;
    const { phase, servingUpTo, waiting, pollAfterSeconds, placesPerSecond } = this.line;
    const place = seq - servingUpTo;
    if (place <= 0 || phase === 'SOLD_OUT' || phase === 'CLOSED') return undefined;
    if (phase === 'EARLY') return pollAfterSeconds;
    const part = placesPerSecond ? place / placesPerSecond / LOOKS : pollAfterSeconds * (place / (waiting + 1));
    return Math.max(1, Math.min(part, LONGEST_SECONDS));
  }
}
