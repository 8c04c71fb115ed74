// The values of an order to a line: its numbers, the message with how it is seen, or for how long.
import { useTranslations } from 'use-intl';
import { Field } from '../../ui/field.tsx';
import { Stack } from '../../ui/layout.tsx';
import { Message } from './message.tsx';
import { type Control, NUMBERS, type Typed } from './orders.ts';

interface OrderFieldsProps {
  readonly control: Control;
  readonly typed: Typed;
  readonly onType: (part: Partial<Typed>) => void;
  readonly faultOf: (name: string) => string | undefined;
}

export function OrderFields({ control, typed, onType, faultOf }: OrderFieldsProps) {
  const t = useTranslations('organiser');
  if (control === 'numbers') {
    return NUMBERS.map((name) => (
      <Field
        key={name}
        label={t(`fields.${name}`)}
        fault={faultOf(name)}
        value={typed[name]}
        inputMode="decimal"
        autoComplete="off"
        onChange={(event) => onType({ [name]: event.target.value })}
      />
    ));
  }
  if (control === 'message') {
    return (
      <Stack>
        <Field
          label={t('controls.messageField')}
          fault={faultOf('message')}
          value={typed.message}
          maxLength={300}
          autoComplete="off"
          onChange={(event) => onType({ message: event.target.value })}
        />
        {typed.message.trim() !== '' && <Message title={t('controls.preview')} text={typed.message.trim()} />}
      </Stack>
    );
  }
  if (control === 'passThrough') {
    return (
      <Field
        label={t('controls.seconds')}
        hint={t('controls.secondsHint')}
        fault={faultOf('seconds')}
        value={typed.seconds}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => onType({ seconds: event.target.value })}
      />
    );
  }
  return null;
}
