// Where the account is signed in: one device can be signed out, or all.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { routes } from '../../../../functions/auth/contract-sessions.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { useServerNow } from '../../api/clock.ts';
import { type SessionView, useSessions } from '../../api/me.ts';
import { session } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Badge, Panel, Row, Soft } from '../../ui/layout.tsx';
import { Loaded, Problem } from '../../ui/notice.tsx';
import css from './account.module.css';
import { deviceOf } from './device.ts';
import { News } from './news.tsx';
import { useSignedOut } from './signed-out.ts';

const MINUTE_MS = 60_000;

export function SessionsPanel() {
  const t = useTranslations('account.sessions');
  return (
    <Panel title={t('title')}>
      <Soft>{t('text')}</Soft>
      <Loaded of={useSessions()}>{(sessions) => <List sessions={sessions} />}</Loaded>
      <EndAll />
    </Panel>
  );
}

function List({ sessions }: { readonly sessions: readonly SessionView[] }) {
  const t = useTranslations('account.sessions');
  const queries = useQueryClient();
  const nameOf = useDeviceName();
  const ending = useMutation<unknown, Error, SessionView>({
    mutationFn: ({ sessionId }) => call(routes.endSession, { params: { sessionId } }).catch(endedBefore),
    onSuccess: async (_, { sessionId }) => {
      queries.setQueryData<SessionView[]>(['sessions'], (seen) => seen?.filter((each) => each.sessionId !== sessionId));
      await queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const { variables, isPending, isSuccess, error } = ending;
  return (
    <>
      <ul className={css.sessions}>
        {sessions.map((each) => (
          <li key={each.sessionId} className={css.session}>
            <Told view={each} name={nameOf(each)} />
            {!each.current && (
              <Button
                small
                busy={isPending && variables.sessionId === each.sessionId}
                aria-label={t('endOf', { device: nameOf(each) })}
                onClick={() => ending.mutate(each)}
              >
                {t('end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {isSuccess && <News key={variables.sessionId} text={t('ended', { device: nameOf(variables) })} />}
      {error && <Problem error={error} />}
    </>
  );
}

/** A device that somebody else signed out, or this page before an answer was lost. */
function endedBefore(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'SESSION_NOT_FOUND') throw error;
}

function useDeviceName(): (view: SessionView) => string {
  const t = useTranslations('account.sessions');
  return ({ device }) => {
    const { system, browser } = deviceOf(device);
    if (system && browser) return t('device', { system, browser });
    return system ?? browser ?? t('unknown');
  };
}

function Told({ view, name }: { readonly view: SessionView; readonly name: string }) {
  const t = useTranslations('account.sessions');
  const format = useFormatter();
  const now = useServerNow(MINUTE_MS);
  const ago = (at: string) => (now - Date.parse(at) < MINUTE_MS ? t('now') : format.relativeTime(Date.parse(at), now));
  return (
    <div>
      <p className={css.device}>
        {name} {view.current && <Badge tone="good">{t('current')}</Badge>}
      </p>
      <Soft>
        {t('used', { when: ago(view.lastUsedAt) })} · {t('since', { when: ago(view.createdAt) })}
      </Soft>
    </div>
  );
}

function EndAll() {
  const t = useTranslations('account.sessions');
  const common = useTranslations('common');
  const [isAsked, setAsked] = useState(false);
  const leaving = useSignedOut();
  const ending = useMutation({
    mutationFn: () => call(routes.logOutAll, {}),
    onSuccess: () => {
      session.signedOut();
      leaving();
    },
  });
  return (
    <Row>
      <Button onClick={() => setAsked(true)}>{t('all')}</Button>
      {isAsked && (
        <Dialog title={t('allTitle')} onClose={() => setAsked(false)}>
          <p>{t('allText')}</p>
          {ending.error && <Problem error={ending.error} />}
          <Button kind="main" wide busy={ending.isPending} onClick={() => ending.mutate()}>
            {t('all')}
          </Button>
          <Button wide onClick={() => setAsked(false)}>
            {common('cancel')}
          </Button>
        </Dialog>
      )}
    </Row>
  );
}
