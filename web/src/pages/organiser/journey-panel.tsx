// Following an order: found by e-mail address, reservation or payment.
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSearchParams } from 'wouter';
import { type OrderSearch, useOrders } from '../../api/organiser.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Badge, Panel, Row, Soft } from '../../ui/layout.tsx';
import { Loaded } from '../../ui/notice.tsx';
import { Won } from '../../ui/values.tsx';
import { useMoment } from './figures.tsx';
import css from './journey-panel.module.css';
import { JourneySteps } from './journey-steps.tsx';
import { searchOf } from './search.ts';

export function JourneyPanel() {
  const t = useTranslations('organiser.journey');
  // Which order is in the address, for a reload and a colleague; what was searched for is not, as it may be an e-mail.
  const [params, setParams] = useSearchParams();
  const shown = params.get('order');
  const [typed, setTyped] = useState('');
  const [isFaulty, setIsFaulty] = useState(false);
  const [search, setSearch] = useState<OrderSearch>();
  const form = useRef<HTMLFormElement>(null);
  const show = (reservationId: string | null) => setParams(reservationId === null ? {} : { order: reservationId });
  useEffect(() => {
    if (isFaulty) form.current?.querySelector('input')?.focus();
  }, [isFaulty]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = searchOf(typed);
    setIsFaulty(found === undefined);
    setSearch(found);
  };
  return (
    <Panel title={t('title')}>
      <form ref={form} onSubmit={submit} noValidate className={css.search}>
        <Field
          label={t('search')}
          hint={t('hint')}
          fault={isFaulty ? t('fault') : undefined}
          value={typed}
          type="search"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            setIsFaulty(false);
          }}
        />
        <Button type="submit">{t('find')}</Button>
      </form>
      <div role="status">{search && <Found search={search} shown={shown} onShow={show} />}</div>
      {shown !== null && <JourneySteps key={shown} reservationId={shown} onClose={() => show(null)} />}
    </Panel>
  );
}

interface FoundProps {
  readonly search: OrderSearch;
  readonly shown: string | null;
  readonly onShow: (reservationId: string) => void;
}

function Found({ search, shown, onShow }: FoundProps) {
  const t = useTranslations('organiser');
  const moment = useMoment();
  return (
    <Loaded of={useOrders(search)}>
      {({ orders }) =>
        orders.length === 0 ? (
          <Soft>{t('journey.none')}</Soft>
        ) : (
          <ul className={css.orders}>
            {orders.map(({ reservationId, status, amount, seats, createdAt }) => (
              <li key={reservationId} className={css.order}>
                <Row spread>
                  <strong>{reservationId}</strong>
                  <Badge>{t(`status.${status}`)}</Badge>
                </Row>
                <Row spread>
                  <Soft>
                    {moment(createdAt)} · {t('journey.seats', { count: seats.length })} · <Won amount={amount} />
                  </Soft>
                  <Button
                    small
                    aria-pressed={shown === reservationId}
                    aria-label={t('journey.showOf', { reservationId })}
                    onClick={() => onShow(reservationId)}
                  >
                    {t('journey.show')}
                  </Button>
                </Row>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
