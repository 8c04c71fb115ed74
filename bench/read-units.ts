// Read units as DynamoDB accounts for them, from what was read: the emulator counts each read as one item.
import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../functions/shared/aws.ts';

/** Bytes that one unit of a strong read is for; an eventual one is half a unit. */
const UNIT_BYTES = 4_096;

/**
 * The units of one read. All items of a query are rounded up together, those of the other reads each by itself; an
 * attribute that is not asked for is read all the same.
 * @param again asks the same client once more, uncounted
 */
export async function readUnitsOf(command: object, answer: object, again: DynamoDBDocumentClient): Promise<number> {
  if (command instanceof GetCommand) {
    const { Item } = answer as { Item?: Item };
    return (command.input.ConsistentRead ? 1 : 0.5) * unitsOf(itemBytes(Item ?? {}));
  }
  if (command instanceof BatchGetCommand) {
    const { Responses = {} } = answer as { Responses?: Record<string, Item[]> };
    return Object.entries(command.input.RequestItems ?? {}).reduce((sum, [table, { Keys = [], ConsistentRead }]) => {
      const found = Responses[table] ?? [];
      const missing = Keys.length - found.length;
      const units = found.reduce((all, item) => all + unitsOf(itemBytes(item)), missing);
      return sum + (ConsistentRead ? 1 : 0.5) * units;
    }, 0);
  }
  if (command instanceof QueryCommand) {
    const { ProjectionExpression, ExpressionAttributeNames, ...input } = command.input;
    const whole = ProjectionExpression ? await again.send(new QueryCommand(input)) : (answer as { Items?: Item[] });
    const bytes = (whole.Items ?? []).reduce((sum, item) => sum + itemBytes(item), 0);
    return (input.ConsistentRead ? 1 : 0.5) * unitsOf(bytes);
  }
  return 0;
}

const unitsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / UNIT_BYTES));

/** What an item weighs: its names and values, as DynamoDB counts them. */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(String(Math.abs(value)).replace('.', '').length / 2);
  if (Array.isArray(value)) return value.reduce((sum, member) => sum + 1 + valueBytes(member), 3);
  if (typeof value !== 'object' || value === null) return 1;
  return 3 + Object.keys(value).length + itemBytes(value as Item);
}
