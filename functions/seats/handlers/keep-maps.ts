// Each minute: every large date has its map, and one of them is compared with its blocks.
import { createCatalogReads } from '../../catalog/reads.ts';
import { createOpenReads } from '../../catalog/reads-open.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { createBlockReads } from '../reads-blocks.ts';
import { createMapStore } from '../store-map.ts';
import { keepMaps } from '../use-cases-keep-maps.ts';

const table = { db: createDb(), ...readEnv({ SEATS_TABLE: 'string', CATALOG_TABLE: 'string' }) };
const tools = {
  store: createMapStore(table),
  blocks: createBlockReads(table),
  open: createOpenReads(table),
  catalog: createCatalogReads({ ...table, clock }),
  clock,
};

export const handler = () => keepMaps(tools);
