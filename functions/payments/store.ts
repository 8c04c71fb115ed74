// The payments service's own items beside single payments: those that are not settled, a day's, and reports.
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import { queryPages, scanPages } from '../shared/pages.ts';
import type { CardMove, CardPayment } from './domain-card.ts';
import { type Report, reportMark } from './domain-report.ts';
import { cardOf, reportPartition, UNSETTLED_INDEX, UNSETTLED_SHARDS } from './keys.ts';
import { type CardReads, createCardReads } from './reads-card.ts';
import { moveCardAlone } from './writes-card.ts';

export interface PaymentStore extends CardReads {
  /** All that are not settled, some at a time and in no order; as they were a moment ago. */
  unsettled(): AsyncGenerator<CardPayment[]>;
  /**
   * Those in one of `segments` parts of the table whose money moved in a span (epoch ms, without its end), some at a time.
   * No snapshot: nothing rests on it alone.
   */
  moved(
    span: { readonly from: number; readonly until: number },
    segment: number,
    segments: number,
  ): AsyncGenerator<CardPayment[]>;
  /** Takes a step, if the payment is still as `seen`. @returns false: read again */
  move(seen: CardPayment, move: CardMove): Promise<boolean>;
  keepReport(report: Report): Promise<void>;
  /** The newest ones below a mark (undefined: of all), newest first. */
  reports(slice: { readonly below: string | undefined; readonly most: number }): Promise<Report[]>;
}

export function createPaymentStore(tools: { db: Db; PAYMENTS_TABLE: string }): PaymentStore {
  const { db, PAYMENTS_TABLE: TableName } = tools;
  return {
    ...createCardReads(tools),

    async *unsettled() {
      for (const shard of UNSETTLED_SHARDS) {
        const pages = queryPages(db, {
          TableName,
          IndexName: UNSETTLED_INDEX.name,
          KeyConditionExpression: '#shard = :shard',
          ExpressionAttributeNames: { '#shard': UNSETTLED_INDEX.partitionKey },
          ExpressionAttributeValues: { ':shard': shard },
        });
        for await (const page of pages) yield page.map(cardOf);
      }
    },

    async *moved({ from, until }, Segment, TotalSegments) {
      const pages = scanPages(db, {
        TableName,
        Segment,
        TotalSegments,
        FilterExpression: 'sk = :payment AND (#paidAt BETWEEN :from AND :last OR #refundedAt BETWEEN :from AND :last)',
        ExpressionAttributeNames: { '#paidAt': 'paidAt', '#refundedAt': 'refundedAt' },
        ExpressionAttributeValues: { ':payment': 'PAYMENT', ':from': from, ':last': until - 1 },
      });
      for await (const page of pages) yield page.map(cardOf);
    },

    move: (seen, move) => moveCardAlone(tools, seen, move),

    async keepReport(report) {
      const Item = { pk: reportPartition, sk: reportMark(report), ...report };
      await db.send(new PutCommand({ TableName, Item }));
    },

    async reports({ below, most }) {
      const { Items = [] } = await db.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: below === undefined ? 'pk = :all' : 'pk = :all AND sk < :below',
          ExpressionAttributeValues: {
            ':all': reportPartition,
            ...(below === undefined ? {} : { ':below': below }),
          },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: most,
        }),
      );
      return Items.map(reportOf);
    },
  };
}

function reportOf({ pk: _pk, sk: _sk, ...report }: Item): Report {
  return report as unknown as Report;
}
