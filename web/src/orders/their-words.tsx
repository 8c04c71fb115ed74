// What a card company, a bank or PortOne said, word for word.

/** Any letter of Korean. */
const KOREAN = /\p{Script=Hangul}/u;

/** They answer in Korean whatever language was asked for, mostly: who listens hears it as what it is. */
export function TheirWords({ words }: { readonly words: string }) {
  return <span lang={KOREAN.test(words) ? 'ko' : undefined}>{words}</span>;
}
