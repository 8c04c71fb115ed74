// Several tokens, of which one may do: each is tried until one is taken.

/**
 * @param tokens at least one, the likeliest first
 * @param isOther whether a refusal is of the token alone, so that another may do
 * @throws what the first was refused with, where none is taken; at once for what is no refusal of a token
 */
export async function firstTaken<Answer>(
  tokens: readonly string[],
  send: (token: string) => Promise<Answer>,
  isOther: (error: unknown) => boolean,
): Promise<Answer> {
  const refused: unknown[] = [];
  for (const token of tokens) {
    try {
      return await send(token);
    } catch (error) {
      if (!isOther(error)) throw error;
      refused.push(error);
    }
  }
  throw refused[0] ?? new RangeError('no token to try');
}
