// What somebody sent, when it is told back to them: no longer than people read.

const MOST_CHARACTERS = 100;

/** The text, or as much of it as makes 100 characters (UTF-16) with the … at its end. */
export function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  // No half of a surrogate pair is left behind.
  return `${text.slice(0, MOST_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
