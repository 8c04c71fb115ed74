// `.local/stack.json`: where the local stack answers, for tools and people.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDir } from '../scripts/setup.mjs';
import type { Cloud } from './cloud.ts';
import type { Deployed } from './deploy.ts';

export interface Login {
  email: string;
  password: string;
}

export interface StackFile {
  /** The origin; routes begin with /api/v1. */
  apiUrl: string;
  region: string;
  stage: string;
  logins: { buyer: Login; operator: Login };
  endpoint: string;
  /** The stand-in for PortOne, where a person's identity verification is played. */
  portoneUrl: string;
  /** Physical table names by output id, such as `WalletTable`. */
  tables: Record<string, string>;
  busName: string;
  /** Functions are called `<functionPrefix><service>-<handler>`. */
  functionPrefix: string;
}

const file = join(localDir, 'stack.json');

export interface StackFacts {
  cloud: Cloud;
  deployed: Deployed;
  apiUrl: string;
  portoneUrl: string;
  logins: StackFile['logins'];
}

export function writeStackFile({ cloud, deployed, apiUrl, portoneUrl, logins }: StackFacts): void {
  const { buyer, operator } = logins;
  const content: StackFile = {
    apiUrl,
    region: cloud.region,
    stage: deployed.stage,
    logins: {
      buyer: { email: buyer.email, password: buyer.password },
      operator: { email: operator.email, password: operator.password },
    },
    endpoint: cloud.endpoint,
    portoneUrl,
    tables: deployed.tables,
    busName: deployed.busName,
    functionPrefix: `${deployed.stackName}-`,
  };
  mkdirSync(localDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** Gone when the stack is: nothing should talk to an address of the past. */
export function removeStackFile(): void {
  rmSync(file, { force: true });
}
