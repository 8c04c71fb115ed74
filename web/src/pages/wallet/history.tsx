// What moved the wallet, line by line, with the balance after each; failed attempts on demand.
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { HistoryLine } from '../../../../functions/wallet-history/contract.ts';
import { useHistory } from '../../api/wallet.ts';
import { useConcertName } from '../../orders/dates.tsx';
import { paths } from '../../paths.ts';
import { Check } from '../../ui/field.tsx';
import { Soft } from '../../ui/layout.tsx';
import { More } from '../../ui/more.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { When } from '../../ui/values.tsx';
import { lineKey, readLine } from './lines.ts';
import css from './wallet.module.css';

export function History() {
  const t = useTranslations('wallet.history');
  const [withFailed, setWithFailed] = useState(false);
  const query = useHistory(withFailed);
  return (
    <section className={css.history}>
      <div className={css.historyHead}>
        <h2>{t('title')}</h2>
        <Check label={t('failed')} checked={withFailed} onChange={({ target }) => setWithFailed(target.checked)} />
      </div>
      <Loaded of={query}>
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.lines);
          return lines.length === 0 ? <Empty /> : <Lines lines={lines} />;
        }}
      </Loaded>
      <More of={query} label={t('more')} />
    </section>
  );
}

function Empty() {
  const t = useTranslations('wallet.history');
  return (
    <div>
      <p>{t('empty')}</p>
      <Soft>{t('emptyHint')}</Soft>
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly HistoryLine[] }) {
  return (
    <ul className={css.lines}>
      {lines.map((line) => (
        <li key={lineKey(line)} className={css.line}>
          <Movement line={line} />
        </li>
      ))}
    </ul>
  );
}

function Movement({ line }: { readonly line: HistoryLine }) {
  const t = useTranslations('wallet.history');
  const { type, amount, balanceAfter, at, concertId, reservationId } = line;
  const { sign, tone, reason } = readLine(line);
  const written = sign > 0 ? 'plus' : sign < 0 ? 'minus' : 'still';
  return (
    <>
      <div className={css.lineWhat}>
        <strong>{t(`types.${type}`)}</strong>
        {reason !== undefined && <span className={css.soft}>{t(`reasons.${reason}`)}</span>}
        {concertId !== undefined && <What concertId={concertId} reservationId={reservationId} />}
        <span className={css.soft}>
          <When at={at} />
        </span>
      </div>
      <div className={css.lineHow}>
        {amount !== undefined && (
          <span className={css.moved} data-tone={tone}>
            {t(written, { amount })}
          </span>
        )}
        {balanceAfter !== undefined && <span className={css.soft}>{t('balanceIs', { balance: balanceAfter })}</span>}
      </div>
    </>
  );
}

interface WhatProps {
  readonly concertId: string;
  readonly reservationId: string | undefined;
}

function What({ concertId, reservationId }: WhatProps) {
  const name = useConcertName(concertId);
  return reservationId === undefined ? (
    <span>{name}</span>
  ) : (
    <Link href={paths.reservation(reservationId)}>{name}</Link>
  );
}
