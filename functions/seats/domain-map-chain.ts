// The chain of a large date's map: a snapshot, and deltas numbered without a gap from it on.
import type { BlockImage } from './domain-map.ts';

/** All blocks of a date that were ever written to, after the delta of the same version. */
export interface Snapshot {
  readonly version: number;
  readonly images: readonly BlockImage[];
}

/** One link: images of blocks that changed, or the mark that the map was made anew: from here on a snapshot counts. */
export interface Delta {
  readonly version: number;
  /** When it was written, epoch milliseconds. */
  readonly at: number;
  /** Undefined in the mark of a rebuild. */
  readonly images: readonly BlockImage[] | undefined;
}

/** Every how many deltas the snapshot moves on, and how many it stays behind: that far back any instance can resume. */
export const FOLD_EVERY = 60;
export const KEPT_DELTAS = 300;

/** The most blocks that one delta has. */
export const MOST_IMAGES = 500;

/** How long deltas are kept at least, and how old one must be to be folded though there are few. */
export const DELTA_DAYS = 7;
export const FOLD_AFTER_MS = 86_400_000;

/**
 * The deltas that follow `version` one by one, and why there are no more: all was read, one is missing, or the map was
 * made anew.
 */
export function following(
  version: number,
  deltas: readonly Delta[],
): {
  readonly links: readonly (Delta & { images: readonly BlockImage[] })[];
  readonly stop: 'end' | 'gap' | 'rebuilt';
} {
  const links: (Delta & { images: readonly BlockImage[] })[] = [];
  for (const delta of deltas) {
    if (delta.version !== version + links.length + 1) return { links, stop: 'gap' };
    if (!delta.images) return { links, stop: 'rebuilt' };
    links.push({ ...delta, images: delta.images });
  }
  return { links, stop: 'end' };
}

const nameOf = ({ section, block }: BlockImage) => `${section}.${block}`;

/** The newest image of each block. */
export function newest(images: Iterable<BlockImage>): Map<string, BlockImage> {
  const found = new Map<string, BlockImage>();
  for (const image of images) {
    const known = found.get(nameOf(image));
    if (!known || image.version > known.version) found.set(nameOf(image), image);
  }
  return found;
}

/** The snapshot after the deltas up to and with version `to`; undefined where the chain does not reach so far. */
export function folded(snapshot: Snapshot, deltas: readonly Delta[], to: number): Snapshot | undefined {
  const { links } = following(snapshot.version, deltas);
  const taken = links.filter(({ version }) => version <= to);
  if (to <= snapshot.version || taken.at(-1)?.version !== to) return undefined;
  const images = newest([...snapshot.images, ...taken.flatMap((delta) => delta.images)]);
  return { version: to, images: [...images.values()] };
}

/** Up to which version a map is to be folded: all that is a day old, whatever its number. */
export function oldEnough(deltas: readonly Delta[], now: number): number {
  return deltas.filter(({ at }) => at <= now - FOLD_AFTER_MS).at(-1)?.version ?? 0;
}

/**
 * A map beside the blocks, which were read before it. `behind`: blocks that the map does not know as new as they are;
 * `ahead`: the map says more, or something else of the same version: either the block changed in between, or the map is
 * wrong.
 */
export function compared(
  map: ReadonlyMap<string, BlockImage>,
  blocks: ReadonlyMap<string, BlockImage>,
): { readonly behind: readonly BlockImage[]; readonly ahead: readonly BlockImage[] } {
  const behind = [...blocks].flatMap(([name, image]) => (image.version > (map.get(name)?.version ?? 0) ? image : []));
  const ahead = [...map].flatMap(([name, image]) => {
    const block = blocks.get(name);
    if (!block || image.version > block.version) return image;
    return image.version === block.version && !hasSameMarks(image, block) ? image : [];
  });
  return { behind, ahead };
}

function hasSameMarks(one: BlockImage, other: BlockImage): boolean {
  return one.marks.every((mark, slot) => mark === other.marks[slot]);
}
