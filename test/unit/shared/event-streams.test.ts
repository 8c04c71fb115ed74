// The stand-in for the SDK's event streams has the SDK's names, and says so when somebody does stream.
import * as sdk from '@smithy/core/event-streams';
import { expect, it } from 'vitest';
import * as standIn from '../../../functions/shared/event-streams.ts';

it('is called as the SDK calls it', () => {
  expect(Object.keys(sdk)).toEqual(expect.arrayContaining(Object.keys(standIn)));
  const config = { region: 'ap-northeast-2' };
  expect(standIn.resolveEventStreamSerdeConfig(config)).toBe(config);
});

it('names where event streams were left out', () => {
  expect(() => standIn.eventStreamSerdeProvider()).toThrow('lib/parts/bundles.ts');
});
