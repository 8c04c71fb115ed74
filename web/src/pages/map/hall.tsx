// The hall as map or as list, with what is chosen of it and how it is held.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSearchParams } from 'wouter';
import type { Grade } from '../../../../functions/catalog/contract-layout.ts';
import type { Concert, Schedule } from '../../api/concerts.ts';
import { placeKey } from '../../api/line.ts';
import { useReservations } from '../../api/reservations.ts';
import { heldOf, mineOf, ownedOf } from '../../orders/own.ts';
import { Hidden } from '../../ui/layout.tsx';
import { Loading, News, Notice, Problem } from '../../ui/notice.tsx';
import { BestSheet } from './best-sheet.tsx';
import { limitOf } from './choice.ts';
import { ChoiceBar } from './choice-bar.tsx';
import { Held, LeaseClock } from './clocks.tsx';
import { GradeLegend } from './legend.tsx';
import { SeatList } from './list.tsx';
import css from './map.module.css';
import { MapView } from './map-view.tsx';
import type { Hall } from './model.ts';
import { useChoice } from './use-choice.ts';
import { useHold } from './use-hold.ts';
import { useLive } from './use-live.ts';
import { useRefusals } from './use-refusals.ts';
import { useSay } from './use-say.ts';
import { useNames } from './words.ts';

interface HallProps {
  readonly hall: Hall;
  readonly concert: Concert;
  readonly schedule: Schedule;
  readonly admission: { readonly token: string; readonly activeUntil: string };
}

const NONE: never[] = [];

export function HallView({ hall, concert, schedule, admission }: HallProps) {
  const queueToken = admission.token;
  const { concertId, seatsPerPerson } = concert;
  const { scheduleId } = schedule;
  const queries = useQueryClient();
  const reservations = useReservations().data?.pages[0]?.reservations ?? NONE;
  const mine = useMemo(
    () => mineOf(hall, reservations, { concertId, scheduleId }),
    [hall, reservations, concertId, scheduleId],
  );
  const owned = ownedOf(reservations, concertId);
  const limit = limitOf(seatsPerPerson, owned);
  const following = useLive(hall, { concertId, scheduleId, queueToken });
  const { live } = following;
  const prices = usePrices(schedule);
  const names = useNames(hall, prices);
  const refusals = useRefusals(hall, concertId, (lost) => chosen.lose(lost));
  const asking = useHold({ scheduleId, queueToken }, refusals.learn);
  const chosen = useChoice({ live, limit, mine, isAsking: asking.isBusy });
  const [said, say] = useSay({ live, names, mine });
  const [asked, setAsked] = useState<string>();
  const [isList, setList] = useIsList();
  useEffect(() => {
    // The place in line says why it is over.
    if (following.state === 'over') queries.invalidateQueries({ queryKey: placeKey(concertId) });
  }, [following.state, queries, concertId]);

  const toggle = (seat: number) => {
    refusals.forget();
    say.toggled(seat, chosen.toggle(seat));
  };
  const held = heldOf(reservations, concertId);
  const shown = { hall, live, choice: chosen.choice, mine, names, onSeat: toggle, onRoom: setAsked };
  if (following.error) return <Problem error={following.error} onRetry={following.openAnew} />;
  return (
    <>
      {held && <Held held={held} onEnd={() => queries.invalidateQueries({ queryKey: ['reservations'] })} />}
      <div className={css.top}>
        <LeaseClock until={admission.activeUntil} />
        <Views isList={isList} onChoose={setList} />
      </div>
      <GradeLegend hall={hall} live={live} prices={prices} />
      <News>{following.state === 'lost' && <LostTouch />}</News>
      {isList && !live && <Loading />}
      {isList && live && <SeatList {...shown} live={live} />}
      {!isList && <MapView {...shown} onCursor={say.reached} onEdge={say.edge} />}
      <ChoiceBar
        chosen={chosen}
        refused={refusals}
        hall={hall}
        names={names}
        prices={prices}
        limit={limit}
        owned={owned}
        isBusy={asking.isBusy}
        warning={said.isWarning ? said.text : ''}
        onSeat={toggle}
        onHold={() => asking.hold(chosen.choice.map((seat) => hall.seatNos[seat] ?? 0))}
        onBest={() => setAsked('')}
      />
      <div aria-live="polite">
        <Hidden>{said.text}</Hidden>
      </div>
      {asked !== undefined && live && (
        <BestSheet
          hall={hall}
          live={live}
          prices={prices}
          names={names}
          limit={limit}
          section={asked}
          isBusy={asking.isBusy}
          refused={refusals}
          onFind={asking.findBest}
          onClose={() => {
            setAsked(undefined);
            refusals.forget();
          }}
        />
      )}
    </>
  );
}

/** Which of both views, as the address says it. */
function useIsList(): readonly [isList: boolean, setList: (isList: boolean) => void] {
  const [search, setSearch] = useSearchParams();
  const setList = (isList: boolean) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (isList) next.set('view', 'list');
        else next.delete('view');
        return next;
      },
      { replace: true },
    );
  return [search.get('view') === 'list', setList];
}

/** The same object, while prices are the same: schedules are asked for again and again. */
function usePrices({ grades }: Schedule): Readonly<Partial<Record<Grade, number>>> {
  const written = grades.map(({ grade, price }) => `${grade} ${price}`).join();
  return useMemo(
    () =>
      Object.fromEntries(
        written
          .split(',')
          .map((one) => one.split(' '))
          .map(([grade, price]) => [grade, Number(price)]),
      ),
    [written],
  );
}

function LostTouch() {
  const t = useTranslations('map');
  return (
    <Notice tone="warn" isNews>
      {t('live.lost')}
    </Notice>
  );
}

interface ViewsProps {
  readonly isList: boolean;
  readonly onChoose: (isList: boolean) => void;
}

/** Map or list: both show and do the same. */
function Views({ isList, onChoose }: ViewsProps) {
  const t = useTranslations('map');
  return (
    <fieldset className={css.views}>
      <legend className={css.hidden}>{t('view')}</legend>
      <button type="button" aria-pressed={!isList} onClick={() => onChoose(false)}>
        {t('asMap')}
      </button>
      <button type="button" aria-pressed={isList} onClick={() => onChoose(true)}>
        {t('asList')}
      </button>
    </fieldset>
  );
}
