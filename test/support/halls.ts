// Dates in halls: a small one with standing room, and one of 50,000 seats whose map is kept and followed.
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Page } from 'playwright-core';
import { inject } from 'vitest';
import type { Settings } from '../../functions/catalog/contract.ts';
import { adminRoutes } from '../../functions/catalog/contract-admin.ts';
import type { Grade } from '../../functions/catalog/contract-layout.ts';
import { clientConfig } from '../../localstack/cloud.ts';
import { invoke } from '../../scripts/invoke.ts';
import { makeHall } from '../../scripts/layout/hall.ts';
import type { HallOptions } from '../../scripts/layout/options.ts';
import { api, newConcert, PRICES, theOperator } from './journey.ts';
import type { OnSale } from './people.ts';
import { ko, seen } from './shopper.ts';

/** Three sections of six rows of ten around standing room, as the demo has it, only smaller. */
export const SMALL: HallOptions = { sections: 3, rows: 6, seats: 10, standing: 120, seed: 1 };

/** As many seats as a layout may have. */
export const LARGE: HallOptions = { sections: 20, rows: 50, seats: 50, standing: 0, seed: 1 };

export interface InHall extends OnSale {
  readonly places: Readonly<Record<Grade, number>>;
}

/** A concert on sale with one date in a hall, and how many places of each grade that has. */
export async function newConcertIn(options: HallOptions, settings: Partial<Settings> = {}): Promise<InHall> {
  const { accessToken } = await theOperator();
  const { content } = makeHall('공연장', options);
  const { layoutId } = await api.call(adminRoutes.createLayout, { accessToken, body: content });
  const { STANDING, ...seats } = PRICES;
  const prices = options.standing > 0 ? PRICES : seats;
  const concert = await newConcert({ ratePerSecond: 10, ...settings }, undefined, { layoutId, prices });
  const places = { VIP: 0, STANDARD: 0, STANDING: options.standing };
  for (const { grade, from, to } of content.sections.flatMap(({ rows = [] }) => rows)) places[grade] += to - from + 1;
  return { ...concert, places };
}

/** Has the maps of large dates made now, as the minute's job does. */
export async function keepMaps(): Promise<void> {
  const { cloud, functionPrefix } = inject('cloud');
  const lambda = new LambdaClient(clientConfig(cloud));
  try {
    await invoke(lambda, `${functionPrefix}seats-keep-maps`, {});
  } finally {
    lambda.destroy();
  }
}

/** Waits until the page of seats tells that so many of a grade are free. */
export function seesFree(page: Page, grade: Grade, count: number): Promise<void> {
  const told = page.getByRole('listitem').filter({ hasText: ko(`common.grades.${grade}`) });
  return seen(told.getByText(ko('map.free', { count }), { exact: true }));
}

/** The map as one finds it by its name. */
export const mapOn = (page: Page) => page.getByRole('application', { name: ko('map.map.label') });
