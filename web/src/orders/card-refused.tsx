// That a card was refused in its window, in the words of its company, and what to do next.
import type { ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';
import { TheirWords } from './their-words.tsx';

interface CardRefusedProps {
  readonly title: string;
  /** What its company says, where it says something. */
  readonly words: string | undefined;
  readonly children: ReactNode;
}

export function CardRefused({ title, words, children }: CardRefusedProps) {
  return (
    <Notice tone="bad" title={title}>
      {words !== undefined && (
        <p>
          <TheirWords words={words} />
        </p>
      )}
      <p>{children}</p>
    </Notice>
  );
}
