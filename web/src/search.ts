// The query of the address, letter for letter: the router's own hook decodes it once, and what reads it once more.
import { useSearch } from 'wouter/use-browser-location';

/** Without its question mark. */
export const useRawSearch = (): string => useSearch().replace(/^\?/, '');
