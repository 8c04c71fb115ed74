// The concerts on sale with their lines in short, those to come, and the list of all.
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useServerNow } from '../../api/clock.ts';
import { useConcerts } from '../../api/concerts.ts';
import { type useAllConcerts, useLine } from '../../api/organiser.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Panel, Row, Soft } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { Tile, Tiles, useMoment } from './figures.tsx';
import { Fold } from './fold.tsx';
import { stateOf, toneOf } from './line-state.ts';
import { newestFirst } from './sales.ts';
import css from './sales-panel.module.css';

type All = ReturnType<typeof useAllConcerts>;
type Concert = NonNullable<All['data']>['pages'][number]['concerts'][number];
type Named = Pick<Concert, 'concertId' | 'name' | 'code' | 'bookingStartAt' | 'bookingEndAt'>;

/** Each line that is shown is asked for all the time: so many are, and more when one wants to see them. */
const AT_ONCE = 5;

export function SalesPanel() {
  const t = useTranslations('organiser');
  const [most, setMost] = useState(AT_ONCE);
  return (
    <Panel title={t('sales.title')}>
      <Loaded of={useConcerts()}>
        {({ concerts, upcoming = [] }) => (
          <>
            {concerts.length === 0 && <Soft>{t('sales.none')}</Soft>}
            <ul className={css.sales}>
              {newestFirst(concerts, most).map((concert) => (
                <OnSale key={concert.concertId} concert={concert} />
              ))}
            </ul>
            {concerts.length > most && <Button onClick={() => setMost(most + AT_ONCE)}>{t('more')}</Button>}
            {upcoming.length > 0 && <h3>{t('sales.coming')}</h3>}
            <ul>
              {upcoming.map((concert) => (
                <Listed key={concert.concertId} concert={concert} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function OnSale({ concert }: { readonly concert: Named }) {
  const t = useTranslations('organiser');
  const line = useLine(concert.concertId);
  const format = useFormatter();
  const now = useServerNow(1_000);
  const view = line.data?.view;
  const state = view && stateOf(view, now);
  const tone = state && toneOf(state);
  return (
    <li className={css.sale}>
      <Row spread>
        <h3>
          <Link
            href={paths.organiserConcert(concert.concertId)}
            aria-label={t('sales.open', { name: concert.name })}
            className={css.link}
          >
            {concert.name}
          </Link>
        </h3>
        {state && <Badge {...(tone ? { tone } : {})}>{t(`state.${state}`)}</Badge>}
      </Row>
      {view && (
        <Tiles small>
          <Tile name={t('line.waiting')}>{format.number(view.waiting)}</Tile>
          <Tile name={t('line.active')} of={t('line.ofCapacity', { capacity: view.capacity })}>
            {format.number(view.active)}
          </Tile>
          <Tile name={t('line.admittedPerMinute')}>
            {view.admittedPerMinute === undefined
              ? '–'
              : format.number(view.admittedPerMinute, { maximumFractionDigits: 1 })}
          </Tile>
        </Tiles>
      )}
      {!view && line.error && <Soft>{t('sales.line')}</Soft>}
    </li>
  );
}

function Listed({ concert }: { readonly concert: Named & { readonly enabled?: boolean; readonly opensAt?: string } }) {
  const t = useTranslations('organiser.sales');
  const moment = useMoment();
  const { opensAt = concert.bookingStartAt } = concert;
  const isComing = Date.parse(opensAt) > useServerNow(60_000);
  return (
    <li className={css.listed}>
      <Link href={paths.organiserConcert(concert.concertId)} className={css.link}>
        {concert.name}
      </Link>
      <Row>
        <Soft>
          {concert.code} ·{' '}
          {isComing ? t('opens', { at: moment(opensAt) }) : t('closes', { at: moment(concert.bookingEndAt) })}
        </Soft>
        {concert.enabled === false && <Badge>{t('disabled')}</Badge>}
      </Row>
    </li>
  );
}

/** All concerts, those that are over among them: opened when one looks for one. */
export function AllConcerts({ all }: { readonly all: All }) {
  const t = useTranslations('organiser');
  const concerts = all.data?.pages.flatMap((page) => page.concerts) ?? [];
  return (
    <Panel>
      <Fold title={t('sales.all')}>
        {concerts.length === 0 && <Soft>{t('sales.allNone')}</Soft>}
        <ul>
          {concerts.map((concert) => (
            <Listed key={concert.concertId} concert={concert} />
          ))}
        </ul>
        {all.hasNextPage && (
          <Button busy={all.isFetchingNextPage} onClick={() => all.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </Fold>
    </Panel>
  );
}
