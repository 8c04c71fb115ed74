// No place to be had now: why, and that it is tried again by itself where that can help.
import { useTranslations } from 'use-intl';
import type { NoPlace } from '../../api/line-standing.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Facts, Page, Panel, Soft } from '../../ui/layout.tsx';
import { Countdown, When } from '../../ui/values.tsx';
import css from './line.module.css';
import { LivingHold, useLivingHold } from './living-hold.tsx';

interface RefusedProps {
  readonly concertId: string;
  readonly name: string;
  readonly refused: NoPlace;
  /** The line opens now. */
  readonly onOpen: () => unknown;
}

export function Refused({ concertId, name, refused, onOpen }: RefusedProps) {
  const t = useTranslations('line');
  const held = useLivingHold(concertId);
  const { title, hint } = WORDS[wordsOf(refused)];
  return (
    <Page title={t(title)} lead={name} size="narrow">
      <LivingHold held={held} />
      {refused.is === 'not-open' && refused.joinFrom !== undefined && (
        <Opening joinFrom={refused.joinFrom} opensAt={refused.opensAt} onOpen={onOpen} />
      )}
      <p>{t(hint)}</p>
      <LinkButton to={paths.concert(concertId)}>
        {t(refused.is === 'sold-out' ? 'toConcert' : 'backToConcert')}
      </LinkButton>
    </Page>
  );
}

const WORDS = {
  'not-yet': { title: 'notYet', hint: 'notYetHint' },
  'not-on-sale': { title: 'notOnSale', hint: 'notOnSaleHint' },
  stopped: { title: 'stopped', hint: 'stoppedHint' },
  'sold-out': { title: 'soldOut', hint: 'soldOutHint' },
} as const;

function wordsOf(refused: NoPlace): keyof typeof WORDS {
  if (refused.is !== 'not-open') return refused.is;
  return refused.joinFrom === undefined ? 'not-on-sale' : 'not-yet';
}

interface OpeningProps {
  readonly joinFrom: string;
  readonly opensAt: string | undefined;
  readonly onOpen: () => unknown;
}

function Opening({ joinFrom, opensAt, onOpen }: OpeningProps) {
  const t = useTranslations('line');
  return (
    <Panel>
      <div className={css.place}>
        <p>{t('joinIn')}</p>
        <p className={css.number}>
          <Countdown until={joinFrom} label={t('joinIn')} onEnd={onOpen} />
        </p>
        <Soft>
          <When at={joinFrom} />
        </Soft>
      </div>
      {opensAt !== undefined && <Facts facts={[[t('saleOpens'), <When key="at" at={opensAt} />]]} />}
    </Panel>
  );
}
