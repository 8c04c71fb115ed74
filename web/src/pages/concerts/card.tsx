// One concert in the list: its name large in its own colour, and the one time that matters now.
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { serverNow } from '../../api/clock.ts';
import type { Concert } from '../../api/concerts.ts';
import { paths } from '../../paths.ts';
import { Badge } from '../../ui/layout.tsx';
import { Countdown, When } from '../../ui/values.tsx';
import { Band } from './band.tsx';
import css from './concerts.module.css';

interface CardProps {
  /** `opensAt`: when it comes on sale; it is, where there is none. */
  readonly concert: Concert & { readonly opensAt?: string };
  readonly heat?: { readonly rank: number; readonly soldShare: number } | undefined;
  /** Its sale opens now. */
  readonly onOpen: () => unknown;
}

export function ConcertCard({ concert, heat, onOpen }: CardProps) {
  const t = useTranslations('concerts');
  const { concertId, code, name, description, opensAt } = concert;
  return (
    <article className={css.card}>
      <Band code={code}>
        <h3 className={css.name}>
          <Link href={paths.concert(concertId)} className={css.whole}>
            {name}
          </Link>
        </h3>
      </Band>
      <div className={css.facts}>
        {heat && (
          <p className={css.badges}>
            <Badge tone="warn">{t('hot', { rank: heat.rank })}</Badge>
            {heat.soldShare > 0 && <Badge>{t('soldShare', { share: heat.soldShare })}</Badge>}
          </p>
        )}
        {description !== '' && <p className={css.teaser}>{description}</p>}
        {opensAt === undefined ? <Until concert={concert} /> : <Coming opensAt={opensAt} onOpen={onOpen} />}
      </div>
    </article>
  );
}

function Until({ concert }: { readonly concert: Concert }) {
  const t = useTranslations('concerts');
  return (
    <p className={css.time}>
      <span>{t('until')}</span>
      <strong>
        <When at={concert.bookingEndAt} />
      </strong>
    </p>
  );
}

function Coming({ opensAt, onOpen }: { readonly opensAt: string; readonly onOpen: () => unknown }) {
  const t = useTranslations('concerts');
  if (serverNow() >= Date.parse(opensAt)) return <p className={css.soon}>{t('opening')}</p>;
  return (
    <>
      <p className={css.time}>
        <span>{t('opens')}</span>
        <strong>
          <When at={opensAt} />
        </strong>
      </p>
      <p className={css.countdown}>
        <span>{t('opensIn')}</span>
        <strong>
          <Countdown until={opensAt} label={t('opensIn')} onEnd={onOpen} />
        </strong>
      </p>
    </>
  );
}
