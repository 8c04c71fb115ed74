// What every service of one stack is built with.

import type { Stage } from '../stage.ts';
import type { Alarms } from './alarms.ts';
import type { Api } from './api.ts';
import type { Bus } from './bus.ts';

export interface House {
  readonly stage: Stage;
  readonly alarms: Alarms;
  readonly bus: Bus;
  readonly api: Api;
}

/** A construct's props: the house, and the services it asks. */
export type InHouse<Services extends object = object> = { readonly house: House } & Services;
