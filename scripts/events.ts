// npm run events: writes docs/events.md from the contracts, the consumers and an example of each event.
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type EventKind, envelopeSchema, type Published } from '../functions/shared/event.ts';
import { EXAMPLES } from './event-examples.ts';
import { type Consumer, EVENT_FACTS, type EventFacts, FIELD_NOTES } from './event-facts.ts';
import { root } from './setup.mjs';

export const eventsFile = join(root, 'docs/events.md');

/** Every event of every contract, by service and in the order of its contract. */
export async function loadEvents(): Promise<EventKind[]> {
  const kinds: EventKind[] = [];
  for (const file of globSync('functions/*/contract{,-*}.ts', { cwd: root }).sort()) {
    const { events = {} }: { events?: Readonly<Record<string, EventKind>> } = await import(join(root, file));
    kinds.push(...Object.values(events));
  }
  return kinds;
}

const INTRODUCTION = `# Events

<!-- Made by \`npm run events\` from the contracts; a test fails when it is not the one they make. -->

What happened is told on the bus \`onsale-<stage>\`. The source is \`onsale.<service>\`, the detail type the event's name, and the detail this envelope:

| Field | Type | |
|---|---|---|
| \`id\` | string | from the item and its log entry: told again, an event has the same id |
| \`type\` | string | the name |
| \`version\` | integer | of the schema; a consumer refuses one it does not know, and the message waits in its dead-letter queue |
| \`occurredAt\` | string | ISO 8601 |
| \`correlationId\` | string | of the request that began the journey |
| \`causationId\` | string | the request or event that led to this one |
| \`data\` | object | below; consumers ignore fields they do not know |

No order is promised, and every event may come more than once. Publisher and consumers both parse. A new field keeps the version, a changed meaning is a new one. Each consumer has a queue of its own, with one dead-letter queue for what it could not handle and one for what did not reach the queue. The bus archives all events for 90 days; \`npm run outbox:replay\` tells them again from the tables.`;

/** The whole document. @throws when an event has no facts, example or note, or one of these is of no event */
export function buildEventsDocument(kinds: readonly EventKind[]): string {
  const types = kinds.map(({ type }) => type);
  for (const type of [...Object.keys(EVENT_FACTS), ...EXAMPLES.map(({ envelope }) => envelope.type)]) {
    if (!types.includes(type)) throw new Error(`no contract has the event ${type}`);
  }
  const overview = [
    '| Event | Told when | Consumers |',
    '|---|---|---|',
    ...kinds.map(({ type }) => {
      const facts = factsOf(type);
      return `| [${type}](#${type.toLowerCase()}) | ${facts.when} | ${namesOf(facts)} |`;
    }),
  ].join('\n');
  return `${[INTRODUCTION, overview, ...kinds.map(chapterOf)].join('\n\n')}\n`;
}

function factsOf(type: string): EventFacts {
  const facts = EVENT_FACTS[type];
  if (!facts) throw new Error(`scripts/event-facts.ts does not say who carries and who consumes ${type}`);
  return facts;
}

const named = ({ handler }: Consumer) => `\`${handler.replace('/', '-')}\``;

function namesOf({ consumers, toldToOperators }: EventFacts): string {
  const names = [...consumers.map(named), ...(toldToOperators ? ['the operators'] : [])];
  return names.length > 0 ? names.join(', ') : 'none';
}

function chapterOf(kind: EventKind): string {
  const { type, version, service } = kind;
  const { carriedBy, when, consumers, toldToOperators } = factsOf(type);
  const told = toldToOperators ? ['- the operators, through the topic of the alarms'] : [];
  const consumed = [...consumers.map((one) => `- ${named(one)} ${one.does}`), ...told];
  return [
    `## ${type}`,
    `Version ${version}, source \`onsale.${service}\`. Told when ${when}; carried by ${carriedBy}.`,
    fieldTable(kind),
    consumed.length > 0 ? ['Consumers:', ...consumed].join('\n') : 'Consumers: none.',
    ['```json', JSON.stringify(exampleOf(kind), null, 2), '```'].join('\n'),
  ].join('\n\n');
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

function fieldTable({ data }: EventKind): string {
  const rows = rowsOf(z.toJSONSchema(data, { io: 'input' }) as JsonSchema, '');
  return ['| Field | Type | |', '|---|---|---|', ...rows].join('\n');
}

function rowsOf({ properties = {}, required = [] }: JsonSchema, before: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const note = FIELD_NOTES[name];
    if (note === undefined) throw new Error(`scripts/event-facts.ts has no note on the field ${name}`);
    const inner = field.items ?? field;
    const path = `${before}${name}`;
    const says = required.includes(name) ? note : `optional; ${note}`;
    const row = `| \`${path}\` | ${typeOf(field)} | ${says} |`;
    return [row, ...rowsOf(inner, field.items ? `${path}[].` : `${path}.`)];
  });
}

function typeOf(field: JsonSchema): string {
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ');
  return field.items ? `array of ${typeOf(field.items)}` : (field.type ?? 'any');
}

/** The example, as both ends parse it. @throws when there is none, or it is not one */
function exampleOf({ type, version, service, data }: EventKind): Published['envelope'] {
  const example = EXAMPLES.find(({ envelope }) => envelope.type === type);
  if (example?.source !== `onsale.${service}`) throw new Error(`scripts/event-examples.ts has no example of ${type}`);
  const envelope = z.parse(envelopeSchema, example.envelope);
  if (envelope.version !== version) throw new Error(`the example of ${type} is of another version`);
  return { ...envelope, data: z.parse(data, envelope.data) };
}

async function main(): Promise<void> {
  writeFileSync(eventsFile, buildEventsDocument(await loadEvents()));
}

if (process.argv[1] === import.meta.filename) await main();
