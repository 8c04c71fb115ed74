// Changing one's password, for who knows the current one.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { routes } from '../../../../functions/auth/contract-sessions.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { call } from '../../api/call.ts';
import { isPassing } from '../../api/retry.ts';
import { useErrorText } from '../../i18n/errors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Panel, Row, Soft } from '../../ui/layout.tsx';
import { Form, PasswordField, Refused, useSaidFaults, useTypedFault } from './form.tsx';
import { isGuessing } from './log-in.ts';
import { News } from './news.tsx';
import { faultOfNewPassword, PASSWORD_LENGTH } from './typed.ts';

export function PasswordPanel() {
  const t = useTranslations('account.change');
  const queries = useQueryClient();
  const [shown, setShown] = useState<'nothing' | 'form' | 'done'>('nothing');
  const done = () => {
    setShown('done');
    void queries.invalidateQueries({ queryKey: ['sessions'] });
  };
  return (
    <Panel title={t('title')}>
      <Soft>{t('text')}</Soft>
      {shown === 'done' && <News text={t('done')} />}
      <Row>
        <Button onClick={() => setShown('form')}>{t('open')}</Button>
      </Row>
      {shown === 'form' && (
        <Dialog title={t('open')} onClose={() => setShown('nothing')}>
          <ChangeForm onDone={done} onCancel={() => setShown('nothing')} />
        </Dialog>
      )}
    </Panel>
  );
}

type Faults = { readonly [K in 'current' | 'next']?: string | undefined };

const FIELDS = { current: 'current', new: 'next' } as const;

function ChangeForm({ onDone, onCancel }: { readonly onDone: () => void; readonly onCancel: () => void }) {
  const t = useTranslations('account');
  const common = useTranslations('common');
  const faultText = useTypedFault();
  const errorText = useErrorText();
  const saidFaults = useSaidFaults(FIELDS);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const sending = useMutation<unknown, Error>({
    mutationFn: () => call(routes.changePassword, { body: { current, new: next } }),
    // Sent twice, the second would find that the current password is wrong: only what was surely not done is.
    retry: (failures, error) => failures < MOST_TRIES && isUndone(error),
    onSuccess: onDone,
    onError: (error) => {
      const isWrong = error instanceof ApiError && error.code === 'WRONG_PASSWORD';
      setFaults(isWrong ? { current: errorText(error).text } : (saidFaults(error) ?? {}));
    },
  });
  const { error } = sending;
  const send = () => {
    const found = {
      current: faultText(current === '' ? 'EMPTY' : undefined),
      next: faultText(faultOfNewPassword(next)),
    };
    setFaults(found);
    if (!found.current && !found.next) sending.mutate();
  };
  return (
    <Form faults={faults} onSend={send} plain>
      <PasswordField label={t('change.current')} value={current} fault={faults.current} onType={setCurrent} />
      <PasswordField
        label={t('newPassword')}
        hint={t('passwordHint', PASSWORD_LENGTH)}
        value={next}
        fault={faults.next}
        isNew
        onType={setNext}
      />
      {error && !faults.current && !faults.next && (
        <Refused error={error}>{isPassing(error) && !isUndone(error) && <p>{t('change.unsure')}</p>}</Refused>
      )}
      <Button type="submit" kind="main" wide busy={sending.isPending}>
        {t('change.action')}
      </Button>
      <Button wide onClick={onCancel}>
        {common('cancel')}
      </Button>
    </Form>
  );
}

const MOST_TRIES = 4;

/** Too many at a time, or too much to do: the server says so before it does anything. */
function isUndone(error: Error): boolean {
  return error instanceof ApiError && [429, 503].includes(error.status) && !isGuessing(error) && isPassing(error);
}
