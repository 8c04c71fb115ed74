// Whether a page is still there: what was asked for on one may be answered after it was left.
import { type RefObject, useEffect, useRef } from 'react';

export function useIsHere(): Readonly<RefObject<boolean>> {
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return isHere;
}
