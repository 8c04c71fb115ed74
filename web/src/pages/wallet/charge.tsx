// Charging the wallet: amounts to tap or one's own, directly where that is possible, or by card.
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type * as z from 'zod/mini';
import type { routes } from '../../../../functions/catalog/contract.ts';
import { CHARGE_LIMITS } from '../../../../functions/wallet/contract.ts';
import { type ChargeLimits, chargeFault, wonIn } from '../../orders/amounts.ts';
import { CardRefused } from '../../orders/card-refused.tsx';
import { ChargeProblem } from '../../orders/charge-problem.tsx';
import { useCheckout } from '../../orders/use-card.ts';
import { type Charge, useCharge } from '../../orders/use-pay.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import css from './wallet.module.css';

type Config = z.output<typeof routes.config.answer>;

const TAPS = [10_000, 30_000, 50_000, 100_000];

/** Ways to charge here, and what each takes. */
function waysOf({ directTopUp, paymentMethods, card }: Config) {
  const { mostKrw, balanceKrw } = CHARGE_LIMITS;
  const direct = { method: 'DIRECT', limits: { mostKrw, balanceKrw } } as const;
  const { perChargeKrw } = card.charge;
  const byCard = { method: 'CARD', limits: { mostKrw: perChargeKrw, balanceKrw: card.charge.balanceKrw } } as const;
  return [...(directTopUp ? [direct] : []), ...(paymentMethods.includes('CARD') ? [byCard] : [])];
}

interface ChargeFormProps {
  readonly config: Config;
  readonly balance: number;
}

export function ChargeForm({ config, balance }: ChargeFormProps) {
  const t = useTranslations('wallet.charge');
  const ways = waysOf(config);
  const [chosen, choose] = useState<Charge['method']>();
  const [written, write] = useState('');
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const faultOf = useFaultText();
  const charging = useCharging(() => {
    write('');
    setTried(false);
  });
  const way = ways.find(({ method }) => method === chosen) ?? ways[0];
  if (!way) return null;
  const amount = wonIn(written);
  const fault = faultOf(amount, balance, way.limits);
  const submit = () => {
    setTried(true);
    if (fault === undefined && amount !== undefined) charging.start({ amount, method: way.method });
    else form.current?.querySelector<HTMLInputElement>('input[name="amount"]')?.focus();
  };
  return (
    <form
      ref={form}
      className={css.panel}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!charging.isBusy) submit();
      }}
    >
      <h2>{t('title')}</h2>
      <Taps chosen={amount} onTap={(tapped) => write(String(tapped))} />
      <Field
        label={t('own')}
        name="amount"
        inputMode="numeric"
        autoComplete="off"
        value={written}
        hint={t('ownHint', { most: way.limits.mostKrw })}
        fault={isTried ? fault : undefined}
        onChange={({ target }) => write(target.value)}
      />
      {ways.length > 1 && (
        <Ways ways={ways.map(({ method }) => method)} chosen={way.method} card={config.card.charge} onChoose={choose} />
      )}
      <Outcome charging={charging} />
      <Button kind="main" type="submit" wide busy={charging.isBusy}>
        {fault === undefined && amount !== undefined ? t('confirm', { amount }) : t('confirmNone')}
      </Button>
    </form>
  );
}

/** What is wrong with an amount, in words. */
function useFaultText() {
  const t = useTranslations('wallet.charge');
  return (amount: number | undefined, balance: number, limits: ChargeLimits): string | undefined => {
    const fault = chargeFault(amount, balance, limits);
    switch (fault) {
      case undefined:
        return undefined;
      case 'none':
        return t('none');
      case 'over':
        return t('over', { most: limits.mostKrw });
      case 'full':
        return t('full', { balance: limits.balanceKrw });
      default:
        return fault satisfies never;
    }
  };
}

/** Charges, and by card opens its checkout. */
function useCharging(onDone: () => void) {
  const charge = useCharge();
  const checkout = useCheckout();
  const answer = charge.data;
  const does = async (wish: Charge) => {
    const answered = await charge.mutateAsync(wish);
    if ('storeId' in answered) await checkout.mutateAsync(answered);
    else onDone();
  };
  return {
    isBusy: charge.isPending || checkout.isPending,
    error: charge.error ?? undefined,
    isClosed: checkout.error !== null,
    refused: checkout.data?.said === 'refused' ? checkout.data : undefined,
    done: answer && 'currentBalance' in answer ? answer : undefined,
    start: (wish: Charge) => {
      checkout.reset();
      // Each step keeps what became of it.
      does(wish).catch(() => {});
    },
  };
}

interface TapsProps {
  readonly chosen: number | undefined;
  readonly onTap: (amount: number) => void;
}

function Taps({ chosen, onTap }: TapsProps) {
  const t = useTranslations('wallet.charge');
  return (
    <fieldset className={css.taps}>
      <legend>{t('amounts')}</legend>
      {TAPS.map((amount) => (
        <button key={amount} type="button" aria-pressed={amount === chosen} onClick={() => onTap(amount)}>
          {t('tap', { amount })}
        </button>
      ))}
    </fieldset>
  );
}

interface WaysProps {
  readonly ways: readonly Charge['method'][];
  readonly chosen: Charge['method'];
  readonly card: Config['card']['charge'];
  readonly onChoose: (method: Charge['method']) => void;
}

function Ways({ ways, chosen, card, onChoose }: WaysProps) {
  const t = useTranslations('wallet.charge');
  const { perChargeKrw: most, perDayKrw: day, balanceKrw: balance } = card;
  return (
    <fieldset className={css.ways}>
      <legend>{t('method')}</legend>
      {ways.map((method) => (
        <Choice
          key={method}
          name="method"
          label={t(method)}
          hint={method === 'DIRECT' ? t('directHint') : t('cardHint', { most, day, balance })}
          checked={method === chosen}
          onChoose={() => onChoose(method)}
        />
      ))}
    </fieldset>
  );
}

function Outcome({ charging }: { readonly charging: ReturnType<typeof useCharging> }) {
  const t = useTranslations('wallet.charge');
  const { error, refused, isClosed, done } = charging;
  if (refused) {
    return (
      <CardRefused title={t('refused')} words={refused.message}>
        {t('refusedNext')}
      </CardRefused>
    );
  }
  if (isClosed) return <Notice tone="bad">{t('noScript')}</Notice>;
  if (error) return <ChargeProblem error={error} />;
  const { previousBalance = 0, currentBalance = 0 } = done ?? {};
  return (
    <p role="status" className={css.done}>
      {done && t('done', { amount: currentBalance - previousBalance, balance: currentBalance })}
    </p>
  );
}
