// What a stage is: the only things in which deployments differ, checked before anything is made.
import type { Node } from 'constructs';
import * as z from 'zod/mini';
import {
  cardPg,
  flag,
  httpsOrigin,
  manualApproval,
  pageUrl,
  portoneId,
  scriptOrigin,
  secretArn,
  whole,
} from './stage-fields.ts';

/** Stages of the local cloud, which has no need of what protects real ones. */
const LOCAL = ['local', 'test'];

const given = z
  .strictObject({
    stage: z.string().check(z.regex(/^[a-z][a-z0-9]{0,11}$/, 'must be 1-12 lower-case letters and digits')),
    /** Whose pages may call the API by itself; the shop's have it under their own origin. */
    allowedOrigins: z._default(z.array(httpsOrigin).check(z.maxLength(20)), []),
    domainName: z.optional(z.hostname()),
    certificateArn: z.optional(z.string().check(z.regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/))),
    /** Where the shop answers; without it, at the name that CloudFront gives. */
    shopDomainName: z.optional(z.hostname()),
    shopCertificateArn: z.optional(
      z
        .string()
        .check(
          z.regex(
            /^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
            'must be the ARN of a certificate in us-east-1, the only region where CloudFront looks for one',
          ),
        ),
    ),
    alarmEmail: z.optional(z.email()),
    /** Given by `localstack/` alone: `-c emulated=true`. */
    emulated: flag,
    requestsPerSecond: whole(1, 10_000, 5_000),
    portoneUrl: z._default(z.url(), 'https://api.portone.io'),
    /** Where the shop's pages load PortOne's browser SDK from. */
    portoneSdkUrl: z._default(z.url({ protocol: /^https?$/ }), 'https://cdn.portone.io/v2/browser-sdk.js'),
    /** Whose scripts that SDK loads into the shop's pages: some payment companies' channels need their own. */
    portoneScriptOrigins: z._default(z.array(scriptOrigin).check(z.maxLength(20)), []),
    portoneStoreId: portoneId,
    portoneIdentityChannel: portoneId,
    portoneCardChannel: portoneId,
    portoneCardPg: cardPg,
    portoneManualApproval: manualApproval,
    /** Whether only real money counts; on `prod` unless stated. */
    portoneLive: z.optional(z.pipe(z.union([z.boolean(), z.stringbool()], 'must be true or false'), z.boolean())),
    /** The secret whose text is the API secret of PortOne. */
    portoneSecretArn: z.optional(secretArn),
    /** The secret whose text is that of PortOne's webhooks, or two of them with a space between while it is changed. */
    portoneWebhookSecretArn: z.optional(secretArn),
    /** The local stand-in's, which are none: given by `localstack/` alone. */
    portoneSecret: z.optional(z.string()),
    portoneWebhookSecret: z.optional(z.string()),
    /** Where a phone's browser comes back to from the checkout of a card; our shop has its own page for that. */
    cardRedirectUrl: z.optional(pageUrl('https://shop.example.com/card-back')),
    /** For so long the outcome of a card payment is awaited, and nobody else gets its seats. */
    approvalSeconds: whole(30, 600, 60),
    /** What one charge of a wallet by card may be, those of one day together, and the balance after it. */
    chargeMostKrw: whole(1, 100_000_000, 1_000_000),
    chargeDayKrw: whole(1, 1_000_000_000, 3_000_000),
    chargeBalanceKrw: whole(1, 1_000_000_000, 2_000_000),
    /** Above this share of holds and payments that fail, a line slows down. */
    overloadPercent: whole(1, 100, 5),
    /** How far operators may go with a live line without saying so twice. */
    lineMostCapacity: whole(1, 100_000, 10_000),
    lineMostRate: whole(1, 1_000, 200),
    lineMostPassSeconds: whole(1, 3_600, 600),
    /** What people agree to when they sign up. */
    termsVersion: z._default(
      z.string().check(z.regex(/^[\w.-]{1,32}$/, 'must be 1-32 letters, digits, dots or dashes')),
      '1',
    ),
    /** Where they can be read. */
    termsUrl: z.optional(pageUrl('https://shop.example.com/terms')),
    minimumAge: whole(0, 120, 14),
    /** For so long after leaving, a person cannot come back. */
    rejoinDays: whole(0, 3_650, 30),
    /** For so long after leaving, who a record of money belongs to can be told by who comes back. */
    recordYears: whole(1, 30, 5),
    loginFailuresPerAccount: whole(1, 100, 5),
    loginFailuresPerAddress: whole(1, 100_000, 100),
    /** Addresses that webhooks may go to although they are private; `none` but on the local cloud. */
    webhookAllow: z._default(
      z.string().check(z.regex(/^(none|[\da-fA-F.:]+(,[\da-fA-F.:]+)*)$/, 'must be addresses with commas between')),
      'none',
    ),
    /** How old the key that signs tokens gets. */
    rotateDays: whole(1, 365, 30),
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
    z.refine(
      (stage: { shopDomainName?: string | undefined; shopCertificateArn?: string | undefined }) =>
        (stage.shopDomainName === undefined) === (stage.shopCertificateArn === undefined),
      { path: ['shopCertificateArn'], message: 'shopDomainName and shopCertificateArn come together' },
    ),
    z.refine(
      (stage: { shopDomainName?: string | undefined; domainName?: string | undefined }) =>
        stage.shopDomainName === undefined || stage.shopDomainName !== stage.domainName,
      {
        path: ['shopDomainName'],
        message: 'the shop needs a name of its own: domainName is that of the API behind it',
      },
    ),
    z.refine((stage: { emulated: boolean; webhookAllow: string }) => stage.emulated || stage.webhookAllow === 'none', {
      path: ['webhookAllow'],
      message: "private addresses are the local cloud's alone: a webhook goes to a public one",
    }),
    z.refine((stage: { emulated: boolean; portoneUrl: string }) => stage.emulated || /^https:/.test(stage.portoneUrl), {
      path: ['portoneUrl'],
      message: 'must begin with https://',
    }),
    z.refine(
      (stage: { emulated: boolean; portoneSdkUrl: string }) => stage.emulated || /^https:/.test(stage.portoneSdkUrl),
      { path: ['portoneSdkUrl'], message: "must begin with https://, as the script that runs in buyers' browsers" },
    ),
    z.refine(
      (stage: { emulated: boolean; portoneSecret?: string | undefined }) =>
        stage.emulated === (stage.portoneSecret !== undefined),
      { path: ['portoneSecret'], message: "is the local stand-in's alone: real ones are never given in the open" },
    ),
    z.refine(
      (stage: { emulated: boolean; portoneWebhookSecret?: string | undefined }) =>
        stage.emulated === (stage.portoneWebhookSecret !== undefined),
      {
        path: ['portoneWebhookSecret'],
        message: "is the local stand-in's alone: real ones are never given in the open",
      },
    ),
    z.refine(
      (stage: { emulated: boolean; portoneWebhookSecretArn?: string | undefined }) =>
        stage.emulated || stage.portoneWebhookSecretArn !== undefined,
      {
        path: ['portoneWebhookSecretArn'],
        message: "put the secret of PortOne's webhooks into Secrets Manager, and give its ARN",
      },
    ),
    z.refine(
      (stage: { emulated: boolean; portoneSecretArn?: string | undefined }) =>
        stage.emulated || stage.portoneSecretArn !== undefined,
      { path: ['portoneSecretArn'], message: "put PortOne's API secret into Secrets Manager, and give its ARN" },
    ),
  );

/** `emulated`: runs on the local cloud; what an emulator cannot do is left to `localstack/`. */
export interface Stage extends z.output<typeof given> {
  /** Money and tickets outlive the stack: retained, with deletion protection and point-in-time recovery. */
  readonly protectsData: boolean;
  /** Whether a wallet may be topped up without a payment. */
  readonly directTopUp: boolean;
  /** Whether payments of a test channel count for nothing. */
  readonly realMoney: boolean;
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
    ...listOf(context, 'allowedOrigins'),
    ...listOf(context, 'portoneScriptOrigins'),
  });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `-c ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The stage cannot be deployed as configured: ${faults.join('; ')}`);
  }
  const { stage, portoneLive } = parsed.data;
  return {
    ...parsed.data,
    protectsData: stage === 'prod',
    directTopUp: stage !== 'prod',
    realMoney: portoneLive ?? stage === 'prod',
  };
}

/** As the command line gives it: with commas between. */
function listOf(context: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, readonly string[]>> {
  const { [name]: text } = context;
  return typeof text === 'string' ? { [name]: text.split(',') } : {};
}

/** What charging a wallet by card is limited to, as functions read it: at once, in a day, and the balance after it. */
export function chargeLimits({ chargeMostKrw, chargeDayKrw, chargeBalanceKrw }: Stage): string {
  return [chargeMostKrw, chargeDayKrw, chargeBalanceKrw].join(',');
}

/** How far operators may go with a live line unconfirmed, as functions read it: capacity, rate, seconds of passing. */
export function lineCeilings({ lineMostCapacity, lineMostRate, lineMostPassSeconds }: Stage): string {
  return [lineMostCapacity, lineMostRate, lineMostPassSeconds].join(',');
}
