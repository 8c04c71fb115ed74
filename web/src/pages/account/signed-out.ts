// What comes after signing out on purpose.
import { useLocation } from 'wouter';
import { dropIntents } from '../../api/intent-keys.ts';
import { dropPlaces } from '../../api/places.ts';
import { paths } from '../../paths.ts';
import { dropDraft } from './draft.ts';

/** What this browser kept of who was signed in here goes too; the first page is for everybody. */
export function useSignedOut(): () => void {
  const [, go] = useLocation();
  return () => {
    dropPlaces();
    dropIntents(sessionStorage);
    dropDraft(sessionStorage);
    go(paths.concerts());
  };
}
