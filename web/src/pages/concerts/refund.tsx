// What a cancellation costs, in words.
import { useTranslations } from 'use-intl';
import type { Concert } from '../../api/concerts.ts';
import { Panel, Soft } from '../../ui/layout.tsx';
import css from './concert.module.css';
import { endsAtStart, type RefundLine, refundLines } from './sale.ts';

export function Refund({ policy }: { readonly policy: Concert['refundPolicy'] }) {
  const t = useTranslations('concerts');
  const lines = refundLines(policy);
  if (lines.length === 0) {
    return (
      <Panel title={t('refund')}>
        <p>{t('refundNone')}</p>
      </Panel>
    );
  }
  return (
    <Panel title={t('refund')}>
      <table className={css.refund}>
        <thead>
          <tr>
            <th scope="col">{t('refundWhen')}</th>
            <th scope="col">{t('refundFee')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={JSON.stringify(line)} line={line} />
          ))}
        </tbody>
      </table>
      <Soft>{endsAtStart(policy) ? t('refundLowest') : `${t('refundNever')} ${t('refundLowest')}`}</Soft>
    </Panel>
  );
}

function Line({ line: { until, withinHoursOfBuying, feePercent } }: { readonly line: RefundLine }) {
  const t = useTranslations('concerts');
  const time = until.count === 0 ? t('refundStart') : t(UNTIL[until.unit], { count: until.count });
  return (
    <tr>
      <th scope="row">
        {withinHoursOfBuying === undefined ? time : t('refundBought', { hours: withinHoursOfBuying, until: time })}
      </th>
      <td>{feePercent === 0 ? t('refundFree') : t('refundPercent', { percent: feePercent })}</td>
    </tr>
  );
}

const UNTIL = { days: 'refundDays', hours: 'refundHours' } as const;
