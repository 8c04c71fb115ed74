// A cloud to work on: an endpoint with region and credentials, and what SDK clients and child processes need of it.

export interface Cloud {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export const LOCAL_REGION = 'ap-northeast-2';

/** The cloud at `endpoint`; region and credentials come from the environment only when the endpoint does. */
export function cloudAt(endpoint: string, env: NodeJS.ProcessEnv = {}): Cloud {
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? LOCAL_REGION,
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? 'test',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? 'test',
  };
}

/** Configuration for an SDK client. */
export function clientConfig(cloud: Cloud) {
  const { endpoint, region, accessKeyId, secretAccessKey } = cloud;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** Environment variables that make any SDK or the CDK work on this cloud. */
export function cloudEnv(cloud: Cloud): Record<string, string | undefined> {
  return {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: cloud.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.secretAccessKey,
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
  };
}

/** Where any client reaches the API by path, as names below localhost do not resolve everywhere. */
export function apiPathUrl(cloud: Cloud, apiId: string): string {
  return `${cloud.endpoint}/_aws/execute-api/${apiId}/$default`;
}

/** Emulators take an access key of twelve digits as the account, and have one account for all other keys. */
export function accountOf({ accessKeyId }: Cloud): string {
  return /^\d{12}$/.test(accessKeyId) ? accessKeyId : '000000000000';
}
