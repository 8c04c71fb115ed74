// What is in a queue of dead letters: each with why it died and what it says.
import { useTranslations } from 'use-intl';
import { type DeadMessage, useDeadMessages } from '../../api/organiser.ts';
import { Button } from '../../ui/button.tsx';
import { Soft } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import css from './dead-panel.module.css';
import { useMoment } from './figures.tsx';
import { Fold } from './fold.tsx';

interface DeadMessagesProps {
  readonly name: string;
  /** Absent where they go back to no queue. */
  readonly onAsk?: (what: { readonly messageId: string }) => void;
}

export function DeadMessages({ name, onAsk }: DeadMessagesProps) {
  const t = useTranslations('organiser.dead');
  return (
    <Loaded of={useDeadMessages(name)}>
      {({ messages }) =>
        messages.length === 0 ? (
          <Soft>{t('empty')}</Soft>
        ) : (
          <ul className={css.messages}>
            {messages.map((message) => (
              <Message key={message.messageId} message={message} {...(onAsk ? { onAsk } : {})} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function Message({ message, onAsk }: { readonly message: DeadMessage } & Pick<DeadMessagesProps, 'onAsk'>) {
  const t = useTranslations('organiser.dead');
  const moment = useMoment();
  const { messageId, sentAt, receives, body, truncated, error } = message;
  return (
    <li className={css.message}>
      <strong className={css.name}>{error ?? t('noError')}</strong>
      <Soft>{t('received', { at: moment(sentAt), count: receives })}</Soft>
      <Fold title={t('body')}>
        {truncated && <Soft>{t('truncated')}</Soft>}
        <pre className={css.body}>{typeof body === 'string' ? body : JSON.stringify(body, null, 2)}</pre>
      </Fold>
      {onAsk && (
        <Button small onClick={() => onAsk({ messageId })}>
          {t('redriveOne')}
        </Button>
      )}
    </li>
  );
}
