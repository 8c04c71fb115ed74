// The first page: what is on sale now, and what comes.
import { useTranslations } from 'use-intl';
import { type Concert, type Concerts, useConcerts, useHotConcerts } from '../../api/concerts.ts';
import { Page, Soft } from '../../ui/layout.tsx';
import { Loaded, Notice } from '../../ui/notice.tsx';
import { ConcertCard } from './card.tsx';
import css from './concerts.module.css';

export function ConcertsPage() {
  const t = useTranslations('concerts');
  const concerts = useConcerts();
  return (
    <Page title={t('title')} lead={t('lead')} size="wide">
      <Loaded of={concerts}>{(found) => <Shelves found={found} onOpen={() => concerts.refetch()} />}</Loaded>
    </Page>
  );
}

interface Found {
  readonly found: Concerts;
  readonly onOpen: () => unknown;
}

function Shelves({ found: { concerts, upcoming = [] }, onOpen }: Found) {
  const t = useTranslations('concerts');
  if (concerts.length + upcoming.length === 0) {
    return (
      <Notice title={t('nothing')}>
        <p>{t('nothingHint')}</p>
      </Notice>
    );
  }
  return (
    <>
      {concerts.length > 0 ? (
        <Shelf title={t('onSale')} concerts={concerts} onOpen={onOpen} />
      ) : (
        <Soft>{t('noneOnSale')}</Soft>
      )}
      {upcoming.length > 0 && <Shelf title={t('coming')} concerts={upcoming} onOpen={onOpen} />}
    </>
  );
}

interface ShelfProps {
  readonly title: string;
  readonly concerts: readonly (Concert & { readonly opensAt?: string })[];
  readonly onOpen: () => unknown;
}

function Shelf({ title, concerts, onOpen }: ShelfProps) {
  const hot = useHotConcerts();
  return (
    <section className={css.shelf} aria-label={title}>
      <h2>{title}</h2>
      <ul className={css.cards}>
        {concerts.map((concert) => (
          <li key={concert.concertId}>
            <ConcertCard
              concert={concert}
              heat={hot.data?.find(({ concertId }) => concertId === concert.concertId)}
              onOpen={onOpen}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
