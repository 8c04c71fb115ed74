// What is to be said of a concert's sale before its dates: the countdown, or why nothing can be booked.
import { useTranslations } from 'use-intl';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Panel, Soft } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Countdown, When } from '../../ui/values.tsx';
import css from './concert.module.css';
import type { Sale } from './sale.ts';

interface SaleTimeProps {
  readonly sale: Sale;
  readonly onOpen: () => unknown;
}

export function SaleTime({ sale, onOpen }: SaleTimeProps) {
  const t = useTranslations('concerts');
  switch (sale.is) {
    case 'open':
    case 'no-dates':
      return null;
    case 'coming':
      return (
        <Panel>
          <div className={css.big}>
            <p>{t('countdown')}</p>
            <p className={css.clock}>
              <Countdown until={sale.opensAt} label={t('countdown')} onEnd={onOpen} />
            </p>
            <When at={sale.opensAt} />
            <Soft>{sale.isEarly ? t('earlyNow') : t.rich('earlyFrom', { at: () => <When at={sale.joinFrom} /> })}</Soft>
          </div>
        </Panel>
      );
    case 'sold-out':
      return (
        <Notice tone="warn" title={t('allSoldOut')}>
          <p>{t('allSoldOutHint')}</p>
        </Notice>
      );
    case 'over':
      return (
        <Notice title={t('over')}>
          <LinkButton to={paths.concerts()}>{t('otherConcerts')}</LinkButton>
        </Notice>
      );
    default:
      return sale satisfies never;
  }
}
