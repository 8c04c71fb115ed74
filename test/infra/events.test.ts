// Who gets which event in the synthesized stack is what docs/events.md says: each by a queue of its own.
import { describe, expect, it } from 'vitest';
import { EVENT_FACTS } from '../../scripts/event-facts.ts';
import { loadEvents } from '../../scripts/events.ts';
import { ON_AWS, resources, synthesize } from '../support/template.ts';

const template = synthesize({ stage: 'prod', ...ON_AWS });
const all = template.Resources;
const kinds = await loadEvents();

type Reference = { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string, string] };

interface Target {
  readonly Arn: Reference;
  readonly DeadLetterConfig?: { readonly Arn: Reference };
}

interface RuleProperties {
  readonly EventPattern?: { readonly source?: readonly string[]; readonly 'detail-type'?: readonly string[] };
  readonly Targets: readonly Target[];
}

const idOf = (reference: Reference | undefined) => reference?.['Fn::GetAtt']?.[0] ?? reference?.Ref ?? '';
const typeOf = (target: Target) => all[idOf(target.Arn)]?.Type;

/** A rule for events, and where it sends them. */
const routes = resources(template, 'AWS::Events::Rule').flatMap(({ Properties }) => {
  const { EventPattern, Targets } = Properties as unknown as RuleProperties;
  const { source = [], 'detail-type': types = [] } = EventPattern ?? {};
  return types.length === 0 ? [] : Targets.map((target) => ({ source, types, target }));
});
const toQueues = routes.filter(({ target }) => typeOf(target) === 'AWS::SQS::Queue');

/** `<service>/<handler>` of the functions that work on a queue. */
function workersOf(queue: string): string[] {
  const mappings = resources(template, 'AWS::Lambda::EventSourceMapping').filter(
    ({ Properties }) => idOf(Properties.EventSourceArn as Reference) === queue,
  );
  return mappings.map(({ Properties }) => {
    const name = String(all[idOf(Properties.FunctionName as Reference)]?.Properties.FunctionName);
    return name.replace('onsale-prod-', '');
  });
}

describe.each(kinds.map((kind) => [kind.type, kind] as const))('%s', (type, { service }) => {
  const mine = toQueues.filter(({ source, types }) => source.includes(`onsale.${service}`) && types.includes(type));

  it('has exactly the consumers that events.md says', () => {
    const told = EVENT_FACTS[type]?.consumers.map(({ handler }) => handler.replace('/', '-')) ?? [];
    expect(mine.flatMap(({ target }) => workersOf(idOf(target.Arn))).sort()).toEqual(told.toSorted());
  });

  it('goes to operators, if and only if events.md says so', () => {
    const topics = routes.filter(({ types, target }) => types.includes(type) && typeOf(target) === 'AWS::SNS::Topic');
    expect(topics).toHaveLength(EVENT_FACTS[type]?.toldToOperators ? 1 : 0);
  });
});

describe('every consumer', () => {
  it('has a queue of its own', () => {
    const queues = toQueues.map(({ target }) => idOf(target.Arn));
    expect(queues.length).toBeGreaterThan(0);
    expect(new Set(queues).size).toBe(queues.length);
    expect(queues.map((queue) => workersOf(queue).length)).toEqual(queues.map(() => 1));
  });

  it('has two dead-letter queues of its own: of the rule, and of the queue', () => {
    const dead = toQueues.flatMap(({ target }) => {
      const redrive = all[idOf(target.Arn)]?.Properties.RedrivePolicy as { deadLetterTargetArn: Reference } | undefined;
      return [idOf(target.DeadLetterConfig?.Arn), idOf(redrive?.deadLetterTargetArn)];
    });
    expect(dead.map((id) => all[id]?.Type)).toEqual(dead.map(() => 'AWS::SQS::Queue'));
    expect(new Set(dead).size).toBe(2 * toQueues.length);
  });

  it('is asked for by rules that name events which some contract has', () => {
    const known = new Set(kinds.map(({ type }) => type));
    expect(routes.flatMap(({ types }) => types).filter((type) => !known.has(type))).toEqual([]);
  });
});
