// What this page saw of a line over the last minutes: kept as long as the page is open.
import { useEffect, useState } from 'react';
import type { Look } from '../../api/organiser.ts';
import { remember, type Sample } from './trend.ts';

/** @param taken seats that are sold or held */
export function useTrend(look: Look | undefined, taken: number | undefined): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    if (!look) return;
    const { waiting, active } = look.view;
    setSamples((known) => remember(known, { at: look.at, waiting, active, taken }));
  }, [look, taken]);
  return samples;
}
