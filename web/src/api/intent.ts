// An intent: what a person wants once, however often it is sent. Its key is fixed when the button is pressed.
import { useIsMutating, useMutation } from '@tanstack/react-query';
import { answered, type Intent, intentOf, isAnswer, sent } from './intent-keys.ts';
import { session } from './session.ts';
import { SignedOut } from './session-rules.ts';

interface Given<Wish, Answer> {
  /** One at a time under one name: its buttons are busy meanwhile, also on a page that one comes back to. */
  readonly name: string;
  /** Sends it: `Idempotency-Key` is the key. */
  send(wish: Wish, key: string): Promise<Answer>;
  onDone?(answer: Answer, wish: Wish): void;
  onRefused?(error: Error, wish: Wish): void;
}

interface Pressed<Wish> {
  readonly wish: Wish;
  readonly intent: Intent;
}

/** A mutation that is sent again, under one key and for one person, until it is answered. */
export function useIntent<Wish, Answer>({ name, send, onDone, onRefused }: Given<Wish, Answer>) {
  const userId = session.userId();
  const mutationKey = ['intent', userId, name];
  const { mutate, mutateAsync, reset, data, error, isPending } = useMutation<Answer, Error, Pressed<Wish>>({
    mutationKey,
    mutationFn: ({ wish, intent }) => sentAs(intent, () => send(wish, intent.key)),
    onSuccess: (answer, { wish }) => onDone?.(answer, wish),
    onError: (refused, { wish }) => onRefused?.(refused, wish),
  });
  const underWay = useIsMutating({ mutationKey, exact: true });
  const pressed = (wish: Wish): Pressed<Wish> => ({
    wish,
    intent: intentOf(sessionStorage, { userId, name, what: wish }, Date.now()),
  });
  return {
    mutate: (wish: Wish) => mutate(pressed(wish)),
    mutateAsync: (wish: Wish) => mutateAsync(pressed(wish)),
    reset,
    data,
    error,
    /** Also where it was pressed before one left the page and came back. */
    isPending: isPending || underWay > 0,
  };
}

async function sentAs<Answer>(intent: Intent, send: () => Promise<Answer>): Promise<Answer> {
  if (session.userId() !== intent.userId) throw new SignedOut();
  sent(sessionStorage, intent, Date.now());
  try {
    const answer = await send();
    answered(sessionStorage, intent);
    return answer;
  } catch (error) {
    if (isAnswer(error)) answered(sessionStorage, intent);
    throw error;
  }
}
