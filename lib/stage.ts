// What a stage is: the only things in which deployments differ, checked before anything is made.
import type { Node } from 'constructs';
import * as z from 'zod/mini';

const httpsOrigin = z.string().check(
  z.refine((text: string) => {
    const url = URL.parse(text);
    return url !== null && url.origin === text && (url.protocol === 'https:' || url.hostname === 'localhost');
  }, 'must be an origin such as https://shop.example.com'),
);

/** Stages of the local cloud, which has no need of what protects real ones. */
const LOCAL = ['local', 'test'];

const given = z
  .strictObject({
    stage: z.string().check(z.regex(/^[a-z][a-z0-9]{0,11}$/, 'must be 1-12 lower-case letters and digits')),
    allowedOrigins: z._default(z.array(httpsOrigin).check(z.maxLength(20)), []),
    domainName: z.optional(z.hostname()),
    certificateArn: z.optional(z.string().check(z.regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/))),
    alarmEmail: z.optional(z.email()),
    /** Given by `localstack/` alone: `-c emulated=true`. */
    emulated: z._default(z.boolean(), false),
    requestsPerSecond: z._default(z.int().check(z.minimum(1), z.maximum(10_000)), 5_000),
  })
  .check(
    z.refine((stage: { stage: string; emulated: boolean }) => stage.emulated === LOCAL.includes(stage.stage), {
      path: ['stage'],
      message: `${LOCAL.join(' and ')} are the local cloud's (npm start, npm test): choose another name`,
    }),
    z.refine(
      (stage: { domainName?: string | undefined; certificateArn?: string | undefined }) =>
        (stage.domainName === undefined) === (stage.certificateArn === undefined),
      { path: ['certificateArn'], message: 'domainName and certificateArn come together' },
    ),
  );

/** `emulated`: runs on the local cloud; what an emulator cannot do is left to `localstack/`. */
export interface Stage extends z.output<typeof given> {
  /** Money and tickets outlive the stack: retained, with deletion protection and point-in-time recovery. */
  readonly protectsData: boolean;
  /** Whether a wallet may be topped up without a payment. */
  readonly directTopUp: boolean;
}

/**
 * Reads a stage from the CDK context (`-c stage=prod -c allowedOrigins=https://a,https://b -c domainName=…`).
 * @throws with a sentence that says what to change
 */
export function readStage(node: Node): Stage {
  const context = Object.fromEntries(
    Object.keys(given._zod.def.shape)
      .map((name) => [name, node.tryGetContext(name)])
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  if (context.stage === undefined) throw new Error('Name the stage to deploy: npx cdk deploy -c stage=prod');
  const parsed = z.safeParse(given, {
    ...context,
    ...(typeof context.allowedOrigins === 'string' ? { allowedOrigins: context.allowedOrigins.split(',') } : {}),
    ...(typeof context.emulated === 'string' ? { emulated: context.emulated === 'true' } : {}),
    ...(typeof context.requestsPerSecond === 'string' ? { requestsPerSecond: Number(context.requestsPerSecond) } : {}),
  });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `-c ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The stage cannot be deployed as configured: ${faults.join('; ')}`);
  }
  const { stage } = parsed.data;
  return {
    ...parsed.data,
    protectsData: stage === 'prod',
    directTopUp: stage !== 'prod',
  };
}
