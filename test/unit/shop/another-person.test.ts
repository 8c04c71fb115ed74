// When another person signs in: what the one before saw and wanted is not theirs.
import { onlineManager } from '@tanstack/react-query';
import { afterEach, describe, expect, it } from 'vitest';
import { anotherPerson, queries } from '../../../web/src/api/queries.ts';
import { SignedOut } from '../../../web/src/api/session-rules.ts';

afterEach(() => {
  onlineManager.setOnline(true);
  queries.clear();
});

describe('another person', () => {
  it('sends nothing that was pressed before without a network', async () => {
    const sent: string[] = [];
    onlineManager.setOnline(false);
    const pressed = queries
      .getMutationCache()
      .build(queries, { mutationFn: async () => sent.push('charge') })
      .execute(undefined);
    anotherPerson();
    const ended = expect(pressed).rejects.toThrow(SignedOut);
    onlineManager.setOnline(true);
    await queries.resumePausedMutations();
    await ended;
    expect(sent).toEqual([]);
  });

  it('is told nothing that the cache holds', () => {
    queries.setQueryData(['balance'], { balance: 7 });
    anotherPerson();
    expect(queries.getQueryData(['balance'])).toBeUndefined();
  });
});
