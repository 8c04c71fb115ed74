// One order to a line: what it does, its values, why, and once more where it goes beyond a ceiling.
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type LineNow, useOrder } from '../../api/organiser.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Stack } from '../../ui/layout.tsx';
import { Notice, Problem } from '../../ui/notice.tsx';
import { DialogEnd } from './dialog-end.tsx';
import { OrderFields } from './order-fields.tsx';
import { type Control, ceilingsOf, type Fault, faultsOf, givenOf, type Typed, typedOf } from './orders.ts';

interface OrderDialogProps {
  readonly concertId: string;
  readonly control: Control;
  readonly line: LineNow;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function OrderDialog({ concertId, control, line, onClose, onDone }: OrderDialogProps) {
  const t = useTranslations('organiser.controls');
  const form = useRef<HTMLFormElement>(null);
  // The line goes on beneath; what is typed is compared with what was shown.
  const [was] = useState(line);
  const [typed, setTyped] = useState(() => typedOf(line));
  const [own, setOwn] = useState<Readonly<Record<string, Fault>>>({});
  const [isSame, setIsSame] = useState(false);
  const order = useOrder(concertId, onDone);
  const ceilings = ceilingsOf(order.error);
  const theirs = faultsOf(order.error);
  const faultOf = (name: string) => (own[name] === undefined ? theirs[name] : t(own[name]));

  useEffect(() => {
    const isFaulty = order.error !== null || Object.keys(own).length > 0;
    if (isFaulty) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [order.error, own]);

  const type = (part: Partial<Typed>) => {
    setTyped({ ...typed, ...part });
    setOwn({});
    setIsSame(false);
    if (!order.isPending) order.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = givenOf(control, typed, was, ceilings !== undefined);
    setIsSame(given.kind === 'nothing');
    setOwn(given.kind === 'faults' ? given.faults : {});
    if (given.kind === 'order') order.mutate(given.order);
  };
  const isKnown = ceilings !== undefined || Object.keys(theirs).length > 0;
  return (
    <Dialog title={t(control)} onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate>
        <Stack>
          <p>{t(`${control}Says`)}</p>
          <OrderFields control={control} typed={typed} onType={type} faultOf={faultOf} />
          <Field
            label={t('reason')}
            hint={t('reasonHint')}
            fault={faultOf('reason')}
            value={typed.reason}
            maxLength={300}
            required
            autoComplete="off"
            onChange={(event) => type({ reason: event.target.value })}
          />
          {isSame && <Notice tone="warn">{t('nothing')}</Notice>}
          {ceilings && <Ceilings ceilings={ceilings} />}
          {order.error && !isKnown && <Problem error={order.error} />}
          <DialogEnd
            label={ceilings ? t('confirm') : t('apply')}
            danger={ceilings !== undefined || control === 'close'}
            busy={order.isPending}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

function Ceilings({ ceilings }: { readonly ceilings: NonNullable<ReturnType<typeof ceilingsOf>> }) {
  const t = useTranslations('organiser');
  return (
    <Notice tone="warn" title={t('controls.ceiling')}>
      <ul>
        {ceilings.map(([name, most]) => (
          <li key={name}>{t('controls.ceilingOf', { name: isField(name) ? t(`fields.${name}`) : name, most })}</li>
        ))}
      </ul>
    </Notice>
  );
}

const CEILINGS = ['capacity', 'ratePerSecond', 'passThroughSeconds'] as const;
const isField = (name: string): name is (typeof CEILINGS)[number] => CEILINGS.some((known) => known === name);
