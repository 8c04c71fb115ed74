// An intent: what a person wants once, however often it is sent. Its key lives until the server answered it.
import { useMutation } from '@tanstack/react-query';
import { isPassing } from './retry.ts';

const slot = (name: string, what: unknown) => `onsale.intent.${name}.${JSON.stringify(what)}`;

/** The key of an intent; the same after a reload of the tab, while nobody knows what became of it. */
export function intentKey(name: string, what: unknown): string {
  const known = sessionStorage.getItem(slot(name, what));
  const key = known ?? crypto.randomUUID();
  if (known === null) sessionStorage.setItem(slot(name, what), key);
  return key;
}

function answered(name: string, what: unknown): void {
  sessionStorage.removeItem(slot(name, what));
}

interface Intent<Wish, Answer> {
  readonly name: string;
  /** Sends it: `Idempotency-Key` is the key. */
  send(wish: Wish, key: string): Promise<Answer>;
  onDone?(answer: Answer, wish: Wish): void;
  onRefused?(error: Error, wish: Wish): void;
}

/** A mutation that is sent again, under one key, until it is answered. */
export function useIntent<Wish, Answer>({ name, send, onDone, onRefused }: Intent<Wish, Answer>) {
  return useMutation<Answer, Error, Wish>({
    mutationFn: async (wish) => {
      try {
        const answer = await send(wish, intentKey(name, wish));
        answered(name, wish);
        return answer;
      } catch (error) {
        if (!isPassing(error)) answered(name, wish);
        throw error;
      }
    },
    ...(onDone ? { onSuccess: onDone } : {}),
    ...(onRefused ? { onError: onRefused } : {}),
  });
}
