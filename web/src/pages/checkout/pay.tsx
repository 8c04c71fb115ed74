// Choosing how to pay, and paying.
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type * as z from 'zod/mini';
import type { routes } from '../../../../functions/catalog/contract.ts';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { CHARGE_LIMITS } from '../../../../functions/wallet/contract.ts';
import { useConfig } from '../../api/concerts.ts';
import { useBalance } from '../../api/wallet.ts';
import { firstWay, type Plan, planOf, type Wallet, type Way } from '../../orders/amounts.ts';
import { CardRefused } from '../../orders/card-refused.tsx';
import { ChargeProblem } from '../../orders/charge-problem.tsx';
import { isForeign } from '../../orders/use-pay.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Panel, Soft } from '../../ui/layout.tsx';
import { Loaded, Notice } from '../../ui/notice.tsx';
import css from './checkout.module.css';
import { usePaying } from './use-paying.ts';

type Config = z.output<typeof routes.config.answer>;

/** What may be charged here, and how. */
export function walletOf({ directTopUp, card }: Config, balance: number): Wallet {
  const { mostKrw, balanceKrw } = CHARGE_LIMITS;
  const limits = directTopUp ? { mostKrw, balanceKrw } : { ...card.charge, mostKrw: card.charge.perChargeKrw };
  return { balance, isDirect: directTopUp, limits };
}

interface PayProps {
  readonly reservation: ReservationView;
  /** Its time is over by the clock. */
  readonly isOver: boolean;
}

export function Pay(props: PayProps) {
  const config = useConfig();
  const balance = useBalance();
  return (
    <Loaded of={config}>
      {(known) => (
        <Loaded of={balance}>
          {(told) => <PayForm {...props} ways={known.paymentMethods} wallet={walletOf(known, told.balance)} />}
        </Loaded>
      )}
    </Loaded>
  );
}

interface PayFormProps extends PayProps {
  readonly ways: readonly Way[];
  readonly wallet: Wallet;
}

function PayForm({ reservation, isOver, ways, wallet }: PayFormProps) {
  const t = useTranslations('checkout.pay');
  const { amount, lastFailure } = reservation;
  const [chosen, choose] = useState<Way>();
  const way = chosen ?? firstWay(ways, amount, wallet);
  const plan = planOf(way, amount, wallet);
  const paying = usePaying(reservation);
  const said = useButtonText();
  const isNew = paying.error === undefined && paying.refused === undefined;
  const isDeclined = lastFailure !== undefined && lastFailure !== 'INSUFFICIENT_BALANCE';
  return (
    <form
      className={css.pay}
      onSubmit={(event) => {
        event.preventDefault();
        if (!paying.isBusy) paying.start(plan);
      }}
    >
      <Panel title={t('title')}>
        {isNew && isDeclined && <Notice tone="warn">{t('declinedBefore')}</Notice>}
        <div className={css.ways} role="radiogroup" aria-label={t('title')}>
          {ways.map((one) => (
            <WayChoice
              key={one}
              way={one}
              balance={wallet.balance}
              checked={one === way}
              onChoose={() => choose(one)}
            />
          ))}
        </div>
        <PlanHint plan={plan} />
        <Fault paying={paying} />
      </Panel>
      <div className={css.action}>
        <Button kind="main" wide type="submit" busy={paying.isBusy} disabled={isOver || plan.step === 'too-much'}>
          {said(plan, amount)}
        </Button>
        <div role="status" className={css.working}>
          {paying.isBusy && (way === 'CARD' ? t('opening') : t('working'))}
        </div>
      </div>
    </form>
  );
}

interface WayChoiceProps {
  readonly way: Way;
  readonly balance: number;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function WayChoice({ way, balance, checked, onChoose }: WayChoiceProps) {
  const t = useTranslations('checkout.pay');
  const says = way === 'WALLET' ? [t('wallet'), t('walletBalance', { balance })] : [t('card'), t('cardHint')];
  return <Choice name="way" label={says[0]} hint={says[1]} checked={checked} onChoose={onChoose} />;
}

function useButtonText(): (plan: Plan, amount: number) => string {
  const t = useTranslations('checkout.pay');
  return (plan, amount) => {
    switch (plan.step) {
      case 'charge-and-pay':
        return t('chargeAndPay', { missing: plan.missing });
      case 'charge-by-card':
        return t('chargeByCard', { missing: plan.missing });
      case 'pay-card':
        return t('payCard', { amount });
      case 'pay-wallet':
      case 'too-much':
        return t('payWallet', { amount });
      default:
        return plan satisfies never;
    }
  };
}

/** What has to be known before the button is pressed. */
function PlanHint({ plan }: { readonly plan: Plan }) {
  const t = useTranslations('checkout.pay');
  switch (plan.step) {
    case 'pay-wallet':
    case 'pay-card':
      return null;
    case 'charge-and-pay':
      return <Soft>{t('short', { missing: plan.missing })}</Soft>;
    case 'charge-by-card':
      return (
        <Soft>
          {t('short', { missing: plan.missing })} {t('chargeByCardHint')}
        </Soft>
      );
    case 'too-much':
      return (
        <Notice tone="warn">
          <p>{t('short', { missing: plan.missing })}</p>
          <p>{t('over', { limit: plan.limitKrw })}</p>
        </Notice>
      );
    default:
      return plan satisfies never;
  }
}

/** Why it did not work, and that the seats are still there. */
function Fault({ paying }: { readonly paying: ReturnType<typeof usePaying> }) {
  const t = useTranslations('checkout.pay');
  const { error, refused, isClosed, isHalfWay } = paying;
  if (refused) {
    return (
      <CardRefused title={t('refused')} words={refused.message}>
        {t('refusedNext')}
      </CardRefused>
    );
  }
  if (!error) return null;
  if (isShort(error)) return isHalfWay ? <Notice tone="warn">{t('stillShort')}</Notice> : null;
  if (isClosed) return <Notice tone="bad">{t('noScript')}</Notice>;
  if (isForeign(error)) return <Notice tone="bad">{t('otherDevice')}</Notice>;
  return <ChargeProblem error={error}>{isHalfWay && <p>{t('chargedNotPaid')}</p>}</ChargeProblem>;
}

/** Somebody spent it in another tab: the balance is asked for again, and what is missing is said above. */
const isShort = (error: Error) => error instanceof ApiError && error.code === 'INSUFFICIENT_BALANCE';
