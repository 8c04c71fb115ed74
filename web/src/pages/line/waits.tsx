// Waiting: one's place, how far it has come, how long it may take, and that nobody has to sit here.
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useServerNow } from '../../api/clock.ts';
import type { Waiting } from '../../api/line-standing.ts';
import { Bar } from '../../ui/bar.tsx';
import { Check } from '../../ui/field.tsx';
import { Hidden, Page, Panel, Soft } from '../../ui/layout.tsx';
import { News, Notice } from '../../ui/notice.tsx';
import { Countdown, useDuration, useForward, When } from '../../ui/values.tsx';
import { useSound } from './alarm.ts';
import { Leave } from './leave.tsx';
import css from './line.module.css';
import { LivingHold, useLivingHold } from './living-hold.tsx';
import { isNews, type Room, staleSeconds } from './room.ts';
import { useEta } from './use-eta.ts';

interface WaitsProps {
  readonly concertId: string;
  readonly name: string;
  readonly token: string;
  readonly room: Extract<Room, { readonly shows: 'waiting' }>;
  /** When the place was told; epoch ms by the server's clock. */
  readonly toldAt: number;
}

export function Waits({ concertId, name, token, room: { standing, share }, toldAt }: WaitsProps) {
  const t = useTranslations('line');
  const held = useLivingHold(concertId);
  const { position } = standing;
  return (
    <Page title={t('waiting')} tab={t('waitingTab', { position })} lead={name} size="narrow">
      <LivingHold held={held} />
      <Stale standing={standing} toldAt={toldAt} />
      <Place standing={standing} share={share} />
      <HeldUp standing={standing} />
      <Panel>
        <h2 className={css.keeps}>{t('keepsTitle')}</h2>
        <Soft>{t('keeps')}</Soft>
        <Sound />
      </Panel>
      <Leave concertId={concertId} token={token} />
    </Page>
  );
}

function Place({ standing, share }: { readonly standing: Waiting; readonly share: number }) {
  const t = useTranslations('line');
  const eta = useEta();
  const { position } = standing;
  return (
    <Panel>
      <div className={css.place}>
        <p>{t('position')}</p>
        <p className={css.number}>{t('nth', { position })}</p>
        <p>{position > 1 ? t('ahead', { count: position - 1 }) : t('next')}</p>
      </div>
      <div>
        <Bar label={t('progress')} share={useForward(share)} />
        <Told standing={standing} eta={eta(standing)} />
      </div>
      <p className={css.eta}>
        <span>{t('eta')}</span>
        <strong>{eta(standing)}</strong>
      </p>
    </Panel>
  );
}

/** The place for who listens: now and then, and not at every answer. */
function Told({ standing: { position }, eta }: { readonly standing: Waiting; readonly eta: string }) {
  const t = useTranslations('line');
  const [told, setTold] = useState<{ readonly position: number; readonly text: string }>();
  useEffect(() => {
    if (isNews(position, told?.position)) setTold({ position, text: t('told', { position, eta }) });
  }, [position, told, eta, t]);
  return (
    <div aria-live="polite">
      <Hidden>{told?.text}</Hidden>
    </div>
  );
}

/** What holds the line up, and what the organiser says. */
function HeldUp({ standing: { phase, opensAt, isPaused, message } }: { readonly standing: Waiting }) {
  const t = useTranslations('line');
  const isBefore = phase === 'EARLY' || phase === 'NOT_STARTED';
  return (
    <News>
      {isBefore && (
        <Notice isNews title={t('early')}>
          <p>{t('earlyHint')}</p>
          {opensAt !== undefined && <Opens at={opensAt} />}
        </Notice>
      )}
      {isPaused && (
        <Notice tone="warn" isNews title={t('paused')}>
          <p>{t('pausedHint')}</p>
        </Notice>
      )}
      {message !== undefined && (
        <Notice isNews title={t('message')}>
          <p className={css.message}>{message}</p>
        </Notice>
      )}
    </News>
  );
}

function Opens({ at }: { readonly at: string }) {
  const t = useTranslations('line');
  return (
    <p className={css.opens}>
      <span>{t('opensIn')}</span>
      <strong>
        <Countdown until={at} label={t('opensIn')} />
      </strong>
      <When at={at} />
    </p>
  );
}

const SECOND_MS = 1_000;

/** That the place shown is from a while ago; in the way of nothing. */
function Stale({ standing, toldAt }: { readonly standing: Waiting; readonly toldAt: number }) {
  const t = useTranslations('line');
  const duration = useDuration();
  const seconds = staleSeconds(standing, toldAt, useServerNow(SECOND_MS));
  const isStale = seconds !== undefined;
  return (
    <div className={css.stale} data-shown={isStale}>
      <div role="status">{isStale && t('stale')}</div>
      {isStale && <Soft>{t('staleHint', { ago: duration(seconds) })}</Soft>}
    </div>
  );
}

function Sound() {
  const t = useTranslations('line');
  const [isOn, turn] = useSound();
  return (
    <div>
      <Check label={t('sound')} checked={isOn} onChange={({ target }) => turn(target.checked)} />
      <Soft>{t('soundHint')}</Soft>
    </div>
  );
}
