// docs/events.md says what the contracts say, and names every event and every consumer there is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { defineEvent } from '../../functions/shared/event.ts';
import { EXAMPLES } from '../../scripts/event-examples.ts';
import { EVENT_FACTS } from '../../scripts/event-facts.ts';
import { buildEventsDocument, eventsFile, loadEvents } from '../../scripts/events.ts';
import { root } from '../../scripts/setup.mjs';

const kinds = await loadEvents();

test('the document in docs is the one the contracts make: run npm run events after a change', () => {
  expect(readFileSync(eventsFile, 'utf8')).toBe(buildEventsDocument(kinds));
});

test.each(kinds.map((kind) => [kind.type, kind] as const))(
  '%s is there with its version, its source and its example',
  (type, { version, service }) => {
    const [, chapter = ''] = readFileSync(eventsFile, 'utf8').split(`\n## ${type}\n`);
    expect(chapter).toContain(`Version ${version}, source \`onsale.${service}\``);
    expect(chapter.split('\n## ')[0]).toContain(`"type": "${type}"`);
  },
);

test('no two events have the same name, and none has an example too many', () => {
  const types = kinds.map(({ type }) => type);
  expect(new Set(types).size).toBe(types.length);
  expect(EXAMPLES.map(({ envelope }) => envelope.type).sort()).toEqual(types.toSorted());
  expect(Object.keys(EVENT_FACTS).sort()).toEqual(types.toSorted());
});

test('every consumer is a function', () => {
  const missing = Object.values(EVENT_FACTS)
    .flatMap(({ consumers }) => consumers)
    .map(({ handler }) => join('functions', handler.replace('/', '/handlers/')))
    .filter((path) => !existsSync(join(root, `${path}.ts`)));
  expect(missing).toEqual([]);
});

test('an event that nobody described is not left out, but a fault', () => {
  const polished = defineEvent('seats', 'SeatPolished', 1, z.object({ seatNo: z.int() }));
  expect(() => buildEventsDocument([...kinds, polished])).toThrow('SeatPolished');
  expect(() => buildEventsDocument(kinds.slice(1))).toThrow(kinds[0]?.type);
});
