// The numbers of the live map of 50,000 seats: bytes, units, processor time and memory.
import { log } from '../functions/shared/log.ts';
import { withCloud } from './cloud.ts';
import { mapBest } from './map-best.ts';
import { mapBytes } from './map-bytes.ts';
import { mapMemory } from './map-memory.ts';
import { mapUnits } from './map-units.ts';

export async function map(): Promise<string> {
  // First, while the process is young: the first pick is one of the numbers.
  const best = mapBest();
  log.setLogLevel('WARN');
  const bytes = await mapBytes();
  const [units, memory] = await withCloud(async (cloud) => [await mapUnits(cloud), await mapMemory(cloud)]);
  const parts = { Bytes: bytes, Units: units, 'Best available': best, Memory: memory };
  return Object.entries(parts)
    .map(([name, text]) => `### ${name}\n\n${text}`)
    .join('\n\n');
}
