// The payments service: paying a held reservation, and a person's own payments.
import { Construct } from 'constructs';
import { routes } from '../../functions/payments/contract.ts';
import type { InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import type { Reservations } from './reservations.ts';
import type { Wallet } from './wallet.ts';

export class Payments extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { house, reservations, wallet }: InHouse<{ reservations: Reservations; wallet: Wallet }>,
  ) {
    super(scope, id);
    const { api } = house;

    const pay = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'pay-reservation',
      userImpact: 'Buyers cannot pay, and lose their seats when their holds end.',
    });
    reservations.grantPay(pay);
    wallet.grantMove(pay);
    api.route(routes.pay, pay);

    const list = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'list-payments',
      userImpact: 'Buyers cannot see their payments; paying still works.',
    });
    reservations.grantRead(list);
    api.route(routes.list, list);

    const one = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'get-payment',
      userImpact: 'Buyers cannot see one payment; paying still works.',
    });
    reservations.grantRead(one);
    api.route(routes.one, one);
  }
}
