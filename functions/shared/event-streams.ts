// Stands in for the SDK's event streams in bundles: clients that have one streaming operation load the code for it when
// they load at all, and we call none.

/** What HTTP protocols load when an operation does stream. */
export class EventStreamSerde {
  constructor() {
    throw new Error('event streams are left out of the bundles: see lib/parts/bundles.ts');
  }
}

/** Only kept by a client that is made, until it streams. */
export const eventStreamSerdeProvider = () => new EventStreamSerde();

export const resolveEventStreamSerdeConfig = <C>(config: C): C => config;
