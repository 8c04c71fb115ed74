// The house's DynamoDB table: one per service, on demand, protected where money or tickets live.
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ServiceTableProps {
  readonly stage: Stage;
  /** A folder of `functions/`; handlers find the table as `<SERVICE>_TABLE`. */
  readonly service: string;
  /** Whether money or tickets live here, so that `prod` keeps it through everything. */
  readonly precious: boolean;
  /** Whether events are born here. */
  readonly stream?: boolean;
  /** An index of the items that have its partition key: what a job still has to look at. */
  readonly sparseIndex?: SparseIndex;
}

export interface SparseIndex {
  readonly name: string;
  /** A text, and a number. */
  readonly partitionKey: string;
  readonly sortKey: string;
}

export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem';

export class ServiceTable extends Construct {
  readonly table: Table;
  private readonly variable: string;

  constructor(scope: Construct, props: ServiceTableProps) {
    super(scope, 'Store');
    const { stage, service } = props;
    const kept = props.precious && stage.protectsData;
    this.variable = `${service.toUpperCase().replaceAll('-', '_')}_TABLE`;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ttl',
      deletionProtection: kept,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: kept },
      removalPolicy: kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.stream ? { stream: StreamViewType.NEW_AND_OLD_IMAGES } : {}),
    });
    if (props.sparseIndex) {
      const { name: indexName, partitionKey, sortKey } = props.sparseIndex;
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: partitionKey, type: AttributeType.STRING },
        sortKey: { name: sortKey, type: AttributeType.NUMBER },
      });
    }
    const name = service.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
    const stack = Stack.of(this);
    const output = new CfnOutput(stack.nestedStackParent ?? stack, `${name}Table`, { value: this.table.tableName });
    output.overrideLogicalId(`${name}Table`);
  }

  /**
   * Grants exactly these actions and tells the function the table's name.
   * @param leadingKeys only items whose partition key is one of these (`*` at the end matches the rest)
   */
  allow(fn: ServiceFunction, actions: readonly TableAction[], leadingKeys?: readonly string[]): void {
    const conditions = leadingKeys && { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys } };
    fn.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
      conditions,
    );
    this.tell(fn);
  }

  /** Lets a function query the sparse index, and tells it the table's name. */
  allowIndex(fn: ServiceFunction, { name }: SparseIndex): void {
    fn.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${name}`]);
    this.tell(fn);
  }

  /** Tells the function the table's name. */
  tell(fn: ServiceFunction): void {
    fn.name(this.variable, this.table.tableName);
  }
}
