// What operators did with a line: when, who, what was before and after, and why.
import { useFormatter, useTranslations } from 'use-intl';
import { type AuditEntry, useAudit } from '../../api/organiser.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Hidden, Panel, Row, Soft } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { changesOf, type Shown } from './audit.ts';
import css from './audit-panel.module.css';
import { useMoment } from './figures.tsx';

export function AuditPanel({ concertId }: { readonly concertId: string }) {
  const t = useTranslations('organiser');
  const audit = useAudit(concertId);
  return (
    <Panel title={t('audit.title')}>
      <Loaded of={audit}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries);
          return entries.length === 0 ? (
            <Soft>{t('audit.none')}</Soft>
          ) : (
            <ol className={css.entries}>
              {entries.map((entry) => (
                <Entry key={entry.version} entry={entry} />
              ))}
            </ol>
          );
        }}
      </Loaded>
      {audit.hasNextPage && (
        <Button busy={audit.isFetchingNextPage} onClick={() => audit.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Panel>
  );
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const t = useTranslations('organiser');
  const moment = useMoment();
  const { action } = entry;
  return (
    <li className={css.entry}>
      <Row spread>
        <strong>{action === 'set' ? t('audit.set') : t(`controls.${action}`)}</strong>
        <time dateTime={entry.at} className={css.at}>
          {moment(entry.at)}
        </time>
      </Row>
      <p>{entry.reason}</p>
      <ul>
        {changesOf(entry).map(({ name, before, after }) => (
          <li key={name} className={css.change}>
            <span>{isField(name) ? t(`fields.${name}`) : name}</span>
            <Value shown={before} label={t('audit.before')} />
            <span aria-hidden="true">→</span>
            <Value shown={after} label={t('audit.after')} />
          </li>
        ))}
      </ul>
      <Row>
        <Soft>{t('audit.by', { userId: entry.userId })}</Soft>
        {entry.confirmed && <Badge tone="warn">{t('audit.confirmed')}</Badge>}
      </Row>
    </li>
  );
}

function Value({ shown, label }: { readonly shown: Shown; readonly label: string }) {
  return (
    <span className={css.value}>
      <Hidden>{label} </Hidden>
      <Written shown={shown} />
    </span>
  );
}

function Written({ shown }: { readonly shown: Shown }) {
  const t = useTranslations('organiser.audit');
  const format = useFormatter();
  const moment = useMoment();
  switch (shown.kind) {
    case 'none':
      return t('empty');
    case 'yes':
    case 'no':
      return t(shown.kind);
    case 'number':
      return format.number(shown.value, { maximumFractionDigits: 3 });
    case 'time':
      return moment(shown.value);
    case 'text':
      return shown.value;
    default:
      return shown satisfies never;
  }
}

const FIELDS = [
  'ratePerSecond',
  'capacity',
  'leaseSeconds',
  'claimSeconds',
  'message',
  'paused',
  'draining',
  'closed',
  'passThroughUntil',
  'goesOnSince',
] as const;
const isField = (name: string): name is (typeof FIELDS)[number] => FIELDS.some((known) => known === name);
