// The waiting room of a concert: takes a place once, keeps it, and shows what becomes of it.
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useParams, useSearchParams } from 'wouter';
import { useConcert } from '../../api/concerts.ts';
import { forgetPlace, isForeign, useJoin, usePlace } from '../../api/line.ts';
import { paths } from '../../paths.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';
import { Loading, Problem } from '../../ui/notice.tsx';
import { ring } from './alarm.ts';
import { Foreign, Over } from './over.tsx';
import { Refused } from './refused.tsx';
import { type Room, roomOf } from './room.ts';
import { Turn } from './turn.tsx';
import { useHiddenPolls } from './use-hidden-polls.ts';
import { Waits } from './waits.tsx';

export function LinePage() {
  const { concertId = '' } = useParams();
  return <Line key={concertId} concertId={concertId} />;
}

function Line({ concertId }: { readonly concertId: string }) {
  const t = useTranslations('line');
  const [search] = useSearchParams();
  const scheduleId = search.get('date') ?? undefined;
  const { userId, token, from, standing, toldAt, error, askAgain } = usePlace(concertId);
  const join = useJoin(concertId, userId, token !== undefined);
  const name = useConcert(concertId).data?.name ?? '';
  const room = roomOf({
    hasPlace: token !== undefined,
    from,
    standing,
    error,
    isForeign: isForeign(error),
    joined: join.found,
    joinError: join.error,
  });
  useRing(room);
  useHiddenPolls({ standing, toldAt, askAgain });
  const joinAgain = () => (token === undefined ? join.askAgain() : forgetPlace(concertId));
  switch (room.shows) {
    case 'joining':
      return (
        <Page title={t('joining')} lead={t('joiningHint')} size="narrow">
          <Loading />
        </Page>
      );
    case 'waiting':
      return <Waits concertId={concertId} name={name} token={token ?? ''} room={room} toldAt={toldAt} />;
    case 'turn':
      return <Turn {...{ concertId, name, scheduleId }} activeUntil={room.activeUntil} onEnd={askAgain} />;
    case 'over':
      return <Over key={room.reason} concertId={concertId} name={name} reason={room.reason} onJoin={joinAgain} />;
    case 'foreign':
      return <Foreign concertId={concertId} name={name} onJoin={joinAgain} />;
    case 'refused':
      return (
        <Refused
          key={room.refused.is}
          concertId={concertId}
          name={name}
          refused={room.refused}
          onOpen={join.askAgain}
        />
      );
    case 'problem':
      return (
        <Page title={t('title')} lead={name} size="narrow">
          <Problem error={room.error} onRetry={() => (token === undefined && !error ? join.askAgain() : askAgain())} />
          <LinkButton to={paths.concerts()}>{t('toConcerts')}</LinkButton>
        </Page>
      );
    default:
      return room satisfies never;
  }
}

/** Rings when waiting becomes one's turn; not for who comes back to it. */
function useRing({ shows }: Room): void {
  const before = useRef<Room['shows']>(undefined);
  useEffect(() => {
    if (before.current === 'waiting' && shows === 'turn') ring();
    before.current = shows;
  }, [shows]);
}
