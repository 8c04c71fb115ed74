// Why one did not become a member, with what some codes say beside their sentence.
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { ApiError } from '../../../../functions/shared/client.ts';
import { paths } from '../../paths.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Row } from '../../ui/layout.tsx';
import { When } from '../../ui/values.tsx';
import { type Draft, keepDraft } from './draft.ts';
import { Refused } from './form.tsx';

export function SignUpRefused({ error, draft }: { readonly error: Error; readonly draft: Draft }) {
  return (
    <Refused error={error}>
      <More error={error} draft={draft} />
    </Refused>
  );
}

function More({ error, draft }: { readonly error: Error; readonly draft: Draft }) {
  const t = useTranslations('account');
  if (!(error instanceof ApiError)) return null;
  const { from, minimumAge } = error.problem;
  switch (error.code) {
    case 'UNDER_AGE':
      return typeof minimumAge === 'number' && <p>{t('signUp.underAge', { age: minimumAge })}</p>;
    case 'LEFT_RECENTLY':
      return (
        typeof from === 'string' && (
          <p>
            {t('signUp.from')} <When at={from} />
          </p>
        )
      );
    case 'ALREADY_A_MEMBER':
      return (
        <Row>
          <LinkButton to={paths.signIn(draft.next)}>{t('signIn.action')}</LinkButton>
          <ResetButton draft={draft} />
        </Row>
      );
    default:
      return null;
  }
}

/** The verification was not used: it is as good for a new password. */
function ResetButton({ draft }: { readonly draft: Draft }) {
  const t = useTranslations('account.reset');
  const [, go] = useLocation();
  const reset = () => {
    keepDraft(sessionStorage, { ...draft, purpose: 'RESET' });
    go(paths.resetPassword(draft.next));
  };
  return <Button onClick={reset}>{t('title')}</Button>;
}
