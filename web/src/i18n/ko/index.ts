// All that the shop says in Korean, an area a file.
import { account } from './account.ts';
import { checkout } from './checkout.ts';
import { common } from './common.ts';
import { concerts } from './concerts.ts';
import { errors } from './errors.ts';
import { line } from './line.ts';
import { map } from './map.ts';
import { organiser } from './organiser.ts';
import { tickets } from './tickets.ts';
import { wallet } from './wallet.ts';

export const messages = { common, errors, account, concerts, line, map, checkout, tickets, wallet, organiser } as const;
