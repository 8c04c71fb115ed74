// The checkout of a card: opened with what the server said, and its answer brought to the page that completes payments.
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { CardIntentView } from '../../../functions/payments/contract.ts';
import { useConfig } from '../api/concerts.ts';
import { useLanguage } from '../i18n/language.tsx';
import { paths } from '../paths.ts';
import { checkout } from '../portone.ts';
import { type CardAnswer, queryOf } from './card-answer.ts';
import { useIsHere } from './use-is-here.ts';

/**
 * Not tried again by itself: a window that opens twice is no help. Nor opened over another page than it was asked for
 * on. `data` is a refusal, if there was one.
 */
export function useCheckout() {
  const [, go] = useLocation();
  const { language } = useLanguage();
  const config = useConfig().data;
  const isHere = useIsHere();
  const opened = useMutation<CardAnswer, Error, CardIntentView>({
    retry: false,
    mutationFn: async (intent) => {
      if (!isHere.current) return { said: 'nothing' };
      if (!config) throw new TypeError('nothing is known of this deployment yet');
      return checkout(config, intent, language);
    },
    onSuccess: (answer) => {
      if (answer.said === 'refused' || answer.said === 'nothing') return;
      // From wherever one has gone meanwhile: the card was just confirmed, and the money has to be asked for.
      go(`${paths.cardBack()}?${queryOf(answer)}`, { replace: true });
    },
  });
  const { reset } = opened;
  // Who comes back from the card's page by the button of the browser finds this one as it was left: waiting.
  useEffect(() => {
    const shown = ({ persisted }: PageTransitionEvent) => persisted && reset();
    addEventListener('pageshow', shown);
    return () => removeEventListener('pageshow', shown);
  }, [reset]);
  return opened;
}
