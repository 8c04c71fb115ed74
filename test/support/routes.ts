// Every route of every contract.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Route } from '../../functions/shared/route.ts';

const ROOT = join(import.meta.dirname, '../..');
const contracts = globSync('functions/*/contract*.ts', { cwd: ROOT }).sort();
const modules: Record<string, unknown>[] = await Promise.all(contracts.map((path) => import(join(ROOT, path))));

export const allRoutes: readonly Route[] = modules
  .flatMap(({ routes = {}, adminRoutes = {} }) => [
    ...Object.values(routes as object),
    ...Object.values(adminRoutes as object),
  ])
  .filter((route, i, all) => all.indexOf(route) === i);
