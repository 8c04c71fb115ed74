// What the page of seats says to those whose turn it is not: why, and where to go on.
import { useTranslations } from 'use-intl';
import type { EndReason } from '../../../../functions/queue/contract.ts';
import type { Admission } from '../../api/line.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';
import { Loading, Problem } from '../../ui/notice.tsx';

interface GateProps {
  readonly admission: Exclude<Admission, { readonly state: 'active' }>;
  readonly concertId: string;
  readonly date: string | undefined;
}

type Said = 'waiting' | 'none' | 'ended' | 'left' | 'bought' | 'soldOut' | 'closed';

const SAID: Readonly<Record<EndReason, Said>> = {
  NOT_CLAIMED: 'ended',
  LEASE_ENDED: 'ended',
  LEFT: 'left',
  BOUGHT: 'bought',
  SOLD_OUT: 'soldOut',
  SALE_ENDED: 'closed',
};

export function Gate({ admission, concertId, date }: GateProps) {
  const t = useTranslations('map');
  if (admission.state === 'asking') {
    const { error, askAgain } = admission;
    return error ? <Problem error={error} onRetry={askAgain} /> : <Loading />;
  }
  const said = admission.state === 'ended' ? SAID[admission.reason] : admission.state;
  const isFinal = said === 'soldOut' || said === 'closed';
  return (
    <Page key={said} title={t(`gate.${said}`)} size="narrow" lead={t(`gate.${said}Hint`)}>
      {said === 'bought' && (
        <LinkButton to={paths.tickets()} kind="main">
          {t('gate.toTickets')}
        </LinkButton>
      )}
      {!isFinal && (
        <LinkButton to={paths.line(concertId, date)} kind={said === 'bought' ? 'plain' : 'main'}>
          {t('gate.toLine')}
        </LinkButton>
      )}
      <LinkButton to={paths.concert(concertId)} kind={isFinal ? 'main' : 'plain'}>
        {t('toConcert')}
      </LinkButton>
    </Page>
  );
}
