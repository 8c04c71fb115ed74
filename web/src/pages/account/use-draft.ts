// The draft of who is verifying their identity, as the tab keeps it.
import { useState } from 'react';
import { type Draft, dropDraft, keepDraft, type Purpose, readDraft } from './draft.ts';

export interface DraftInHand {
  readonly draft: Draft | undefined;
  keep(draft: Draft): void;
  drop(): void;
}

/** @returns the draft for that purpose; another one is left alone until a new one takes its place */
export function useDraft(purpose: Purpose): DraftInHand {
  const [draft, setDraft] = useState(() => {
    const kept = readDraft(sessionStorage);
    return kept?.purpose === purpose ? kept : undefined;
  });
  return {
    draft,
    keep: (next) => {
      keepDraft(sessionStorage, next);
      setDraft(next);
    },
    drop: () => {
      dropDraft(sessionStorage);
      setDraft(undefined);
    },
  };
}
