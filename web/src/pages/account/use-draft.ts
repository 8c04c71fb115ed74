// The draft of who is verifying their identity, as the tab keeps it.
import { useEffect, useState } from 'react';
import { type Draft, dropDraft, keepDraft, keptForMs, type Purpose, readDraft } from './draft.ts';

export interface DraftInHand {
  readonly draft: Draft | undefined;
  keep(draft: Draft): void;
  drop(): void;
}

/** @returns the draft for that purpose; another one is left alone until a new one takes its place */
export function useDraft(purpose: Purpose): DraftInHand {
  const [draft, setDraft] = useState(() => {
    const kept = readDraft(sessionStorage, Date.now());
    return kept?.purpose === purpose ? kept : undefined;
  });
  useEffect(() => {
    if (!draft) return;
    const over = () => {
      dropDraft(sessionStorage);
      setDraft(undefined);
    };
    const timer = setTimeout(over, keptForMs(draft, Date.now()));
    return () => clearTimeout(timer);
  }, [draft]);
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
