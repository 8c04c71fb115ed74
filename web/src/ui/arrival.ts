// How one came to what is shown: to somewhere new, or back to where one was, which is where the browser scrolls to.
import { useLayoutEffect, useRef } from 'react';

/** All that a person does on a page; the way back comes after what asked for it. */
const DEEDS = ['pointerdown', 'keydown', 'wheel', 'click'] as const;

// A reload may put one where one was, too.
let isBack = true;

/** Begins to tell both apart: once, before anything is shown. */
export function watchArrivals(): void {
  addEventListener('popstate', () => {
    isBack = true;
  });
  for (const deed of DEEDS) {
    const done = () => {
      isBack = false;
    };
    addEventListener(deed, done, { capture: true, passive: true });
  }
}

/** Whether one came back or reloaded, and has done nothing since: nothing may move the page away from where one was. */
export const isBackAgain = (): boolean => isBack;

/** Another page begins at its top. @param path where one is; what its query says is the same page */
export function useTop(path: string): void {
  const before = useRef(path);
  useLayoutEffect(() => {
    if (before.current === path) return;
    before.current = path;
    if (!isBack) scrollTo(0, 0);
  }, [path]);
}
