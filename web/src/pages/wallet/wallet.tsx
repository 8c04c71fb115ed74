// The wallet: what it holds, charging it, and what moved it.
import { useTranslations } from 'use-intl';
import { useConfig } from '../../api/concerts.ts';
import { useBalance } from '../../api/wallet.ts';
import { Page } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { Won } from '../../ui/values.tsx';
import { ChargeForm } from './charge.tsx';
import { History } from './history.tsx';
import css from './wallet.module.css';

export function WalletPage() {
  const t = useTranslations('wallet');
  const balance = useBalance();
  const config = useConfig();
  return (
    <Page title={t('title')}>
      <Loaded of={balance}>
        {(told) => (
          <>
            <section className={css.balance} aria-label={t('balance')}>
              <p>{t('balance')}</p>
              <p className={css.amount}>
                <Won amount={told.balance} />
              </p>
            </section>
            <Loaded of={config}>{(known) => <ChargeForm config={known} balance={told.balance} />}</Loaded>
          </>
        )}
      </Loaded>
      <History />
    </Page>
  );
}
