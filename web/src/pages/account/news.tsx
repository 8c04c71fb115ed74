// What has just come of something that was asked for here: the focus goes there, so that it is read.
import { useEffect, useRef } from 'react';
import css from './account.module.css';

export function News({ text }: { readonly text: string }) {
  const news = useRef<HTMLParagraphElement>(null);
  useEffect(() => news.current?.focus(), []);
  return (
    <p ref={news} tabIndex={-1} className={css.news}>
      {text}
    </p>
  );
}
