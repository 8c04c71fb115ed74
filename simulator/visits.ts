// People inside: some buy, some look around, some forget the time.
import { endPlace } from '../functions/queue/use-cases-purchase.ts';
import { type Crowd, type Crowded, isDeath } from './crowd.ts';
import { CONCERT, DATE, type Instance } from './instances.ts';
import { STATE } from './people.ts';
import { refusedBy } from './refusals.ts';

const PLAN = { BUYS: 1, BROWSES: 2, FORGETS: 3 } as const;
const MOST_SEATS = 3;
/** Of those who leave or buy, so many ask once more before. */
const ASK_AGAIN = 0.05;
/** Who lets the lease run out finds out so long after it. */
const FOUND_OUT_SECONDS = 30;
/** Somebody whose lease is over in so many seconds does not begin to pay any more. */
const LAST_SECONDS = 6;

export class Visits {
  private readonly of: Crowded;
  private readonly crowd: Crowd;
  private readonly plans: Uint8Array;
  seatsLeft: number;

  constructor(of: Crowded, crowd: Crowd) {
    this.of = of;
    this.crowd = crowd;
    this.plans = new Uint8Array(of.scenario.waiters);
    this.seatsLeft = of.scenario.seats;
  }

  /** @param until when the admission ends, epoch ms */
  begin(person: number, until: number): void {
    const { scenario, world } = this.of;
    const { random } = world;
    const drawn = random.next();
    const stay = random.logNormal(scenario.stayMedianSeconds, scenario.staySigma);
    const most = (until - world.now) / 1000 - LAST_SECONDS;
    const stays = drawn < scenario.buy ? stay : stay / 2;
    const isDone = stays < most && drawn < scenario.buy + scenario.browse;
    this.plans[person] = !isDone ? PLAN.FORGETS : drawn < scenario.buy ? PLAN.BUYS : PLAN.BROWSES;
    this.crowd.wakeIn(person, isDone ? stays : most + LAST_SECONDS + random.between(6, FOUND_OUT_SECONDS));
  }

  /** The visit is over, one way or another. */
  end(person: number): void {
    const { world, measures } = this.of;
    const plan = this.plans[person];
    if (plan === PLAN.FORGETS) {
      measures.count('ranOut');
      world.start(() => this.crowd.ask(person));
    } else if (world.random.chance(ASK_AGAIN)) world.start(() => this.askAgain(person, plan === PLAN.BUYS));
    else this.finish(person, plan === PLAN.BUYS);
  }

  /** Asked once more, the answer must be the same as before. */
  private async askAgain(person: number, buys: boolean): Promise<void> {
    await this.crowd.ask(person);
    if (this.of.people.state[person] === STATE.INSIDE) this.finish(person, buys);
  }

  private finish(person: number, buys: boolean): void {
    const { world, measures, people } = this.of;
    if (!buys || this.seatsLeft === 0) {
      measures.count('browsed');
      world.start(() => this.crowd.leave(person));
      return;
    }
    const seats = Math.min(this.seatsLeft, 1 + world.random.below(MOST_SEATS));
    this.seatsLeft -= seats;
    measures.count('bought');
    measures.count('sold', seats);
    const purchase = { concertId: CONCERT, personId: `p${person}`, seq: people.seq[person] ?? 0 };
    world.later(world.random.between(200, 2_000), () => this.until((api) => endPlace(api, purchase, api.now())));
    if (this.seatsLeft === 0) this.sellOut();
    this.crowd.go(person);
  }

  private sellOut(): void {
    const { world } = this.of;
    world.later(world.random.between(2_000, 12_000), () =>
      this.until((api) => api.store.noteSoldOut(CONCERT, { scheduleId: DATE, soldOutAt: api.now() })),
    );
  }

  /** As a queue delivers a message: again and again until it was worked on. */
  private until(work: (api: Instance) => Promise<unknown>): void {
    const { world, apis } = this.of;
    world.start(async () => {
      const api = world.random.pick(apis);
      try {
        await work(api);
      } catch (error) {
        refusedBy(error, isDeath);
        world.later(5_000, () => this.until(work));
      }
    });
  }
}
