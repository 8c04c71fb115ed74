// Dead letters: which queues have some, what is in them, why they died; and sending them back.
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type DeadQueue, useDeadLetters } from '../../api/organiser.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Panel, Row, Soft } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { useDuration } from '../../ui/values.tsx';
import { DeadMessages } from './dead-messages.tsx';
import css from './dead-panel.module.css';
import { Fold } from './fold.tsx';
import { deadOf } from './health.ts';
import { RedriveDialog } from './redrive-dialog.tsx';

export function DeadPanel() {
  const t = useTranslations('organiser.dead');
  return (
    <Panel title={t('title')}>
      <Loaded of={useDeadLetters()}>
        {({ queues }) => {
          const full = queues.filter((queue) => deadOf([queue]) > 0);
          return (
            <>
              {full.length === 0 && <Soft>{t('none')}</Soft>}
              {full.map((queue) => (
                <OfQueue key={queue.name} queue={queue} />
              ))}
              <Fold title={t('others', { count: queues.length - full.length })}>
                <ul>
                  {queues
                    .filter((queue) => !full.includes(queue))
                    .map(({ name }) => (
                      <li key={name} className={css.name}>
                        {name}
                      </li>
                    ))}
                </ul>
              </Fold>
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

/** What is asked before it is sent back: one message, or all. */
export interface Asked {
  readonly messageId?: string;
}

function OfQueue({ queue }: { readonly queue: DeadQueue }) {
  const t = useTranslations('organiser.dead');
  const duration = useDuration();
  const { name, feeds, redrivable, oldestAgeSeconds } = queue;
  const [isOpen, setIsOpen] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const [done, setDone] = useState('');
  const told = useRef<HTMLParagraphElement>(null);
  // The message that was sent back is gone, and its button with it.
  useEffect(() => {
    if (done !== '') told.current?.focus();
  }, [done]);
  const ask = (what: Asked) => {
    setDone('');
    setAsked(what);
  };
  return (
    <section className={css.queue} aria-label={name}>
      <Row spread>
        <h3 className={css.name}>{name}</h3>
        <Badge tone="bad">{t('count', { count: deadOf([queue]) })}</Badge>
      </Row>
      {oldestAgeSeconds !== undefined && <Soft>{t('oldest', { age: duration(oldestAgeSeconds) })}</Soft>}
      <Soft>{redrivable && feeds !== undefined ? t('feeds', { queue: feeds }) : t('notRedrivable')}</Soft>
      <p ref={told} tabIndex={-1} role="status" className={css.done}>
        {done}
      </p>
      <Row>
        <Button
          small
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'hideOf' : 'lookOf', { name })}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t(isOpen ? 'hide' : 'look')}
        </Button>
        {redrivable && (
          <Button small aria-label={t('redriveAllOf', { name })} onClick={() => ask({})}>
            {t('redriveAll')}
          </Button>
        )}
      </Row>
      {isOpen && <DeadMessages name={name} {...(redrivable ? { onAsk: ask } : {})} />}
      {asked && (
        <RedriveDialog
          queue={queue}
          asked={asked}
          onClose={() => setAsked(undefined)}
          onDone={(said) => {
            setAsked(undefined);
            setDone(said);
          }}
        />
      )}
    </section>
  );
}
