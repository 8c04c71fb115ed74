// The terms, to be accepted by their version.
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { Config } from '../../api/concerts.ts';
import ui from '../../ui/ui.module.css';

interface TermsProps {
  readonly terms: Config['terms'];
  readonly isAccepted: boolean;
  readonly fault?: string | undefined;
  readonly onAccept: (isAccepted: boolean) => void;
}

export function TermsCheck({ terms: { version, url }, isAccepted, fault, onAccept }: TermsProps) {
  const t = useTranslations('account.signUp');
  const id = useId();
  return (
    <div>
      <div className={ui.check}>
        <input
          id={id}
          type="checkbox"
          name="terms"
          required
          checked={isAccepted}
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : `${id}-fault`}
          onChange={(event) => onAccept(event.target.checked)}
        />
        <label htmlFor={id}>{t('terms', { version })}</label>
      </div>
      {url !== undefined && (
        <a href={url} target="_blank" rel="noreferrer">
          {t('readTerms')}
        </a>
      )}
      {fault !== undefined && (
        <p id={`${id}-fault`} className={ui.fault}>
          {fault}
        </p>
      )}
    </div>
  );
}
