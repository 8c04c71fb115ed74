// Neighbours in one item: 48 to a block, each an attribute with a name of one character.

/** Without B, L, M, N and S: tools take an item with an attribute called like a DynamoDB type for a typed value. */
const NAMES = '0123456789ACDEFGHIJKOPabcdefghijklmnopqrstuvwxyz';

/** With keys and values of up to 20 characters a full block stays within the 1 KB of one write unit. */
export const PER_BLOCK = NAMES.length;

/** The attribute of the neighbour at `position` (0 to 47) of its block. */
export function slotName(position: number): string {
  const name = NAMES[position];
  if (name === undefined) throw new Error(`a block has no position ${position}`);
  return name;
}
