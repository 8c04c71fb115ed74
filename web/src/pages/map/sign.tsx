// How a seat looks, beside words: the same shapes that the canvas has.
import type { ReactNode } from 'react';
import type { Look } from './looks.ts';
import css from './sign.module.css';

const CHECK = (
  <path d="M7.5 12.2l3 3.2 6-6.6" fill="none" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round" />
);
const WHEELS = (
  <g fill="none" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round">
    <circle cx="10.9" cy="6.6" r="1.5" className={css.onSign} />
    <path d="M10.8 9.4v3.5h3.8l1.9 3.6" />
    <path d="M13.7 17a3.8 3.8 0 1 1-4.3-4.8" />
  </g>
);

function shapeOf(look: Look): ReactNode {
  switch (look) {
    case 'free-VIP':
      return (
        <>
          <circle cx="12" cy="12" r="9" className={css.vip} />
          <circle cx="12" cy="12" r="2.8" className={css.onSign} />
        </>
      );
    case 'free-STANDARD':
      return <circle cx="12" cy="12" r="9" className={css.standard} />;
    case 'free-STANDING':
      return <rect x="4" y="4" width="16" height="16" rx="3.5" className={css.standing} />;
    case 'wheels-VIP':
    case 'wheels-STANDARD':
    case 'wheels-STANDING':
      return (
        <>
          <circle cx="12" cy="12" r="9" className={css.standard} />
          <g className={css.strokeOnSign}>{WHEELS}</g>
        </>
      );
    case 'held':
      return <circle cx="12" cy="12" r="6.2" fill="none" strokeWidth="1.8" className={css.strokeEdge} />;
    case 'sold':
      return <path d="M8.5 8.5l7 7m0-7l-7 7" strokeWidth="1.9" strokeLinecap="round" className={css.strokeEdge} />;
    case 'blocked':
      return <path d="M8.5 12h7" strokeWidth="1.9" strokeLinecap="round" className={css.strokeEdge} />;
    case 'mine':
      return (
        <g className={css.strokeBrand}>
          <circle cx="12" cy="12" r="8.6" fill="none" strokeWidth="1.9" />
          {CHECK}
        </g>
      );
    case 'chosen':
      return (
        <>
          <circle cx="12" cy="12" r="10.3" fill="none" strokeWidth="1.8" className={css.strokeBrand} />
          <circle cx="12" cy="12" r="8" className={css.ink} />
          <g className={css.strokeOnSign}>{CHECK}</g>
        </>
      );
    default:
      return look satisfies never;
  }
}

export function Sign({ look }: { readonly look: Look }) {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" className={css.sign}>
      {shapeOf(look)}
    </svg>
  );
}
