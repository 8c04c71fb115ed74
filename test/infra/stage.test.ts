// What a deployment can be told, and what it is told when it cannot be deployed so.
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { readStage } from '../../lib/stage.ts';
import { EMULATED, ON_AWS } from '../support/template.ts';

const SHOP_CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b-2c3d';

describe('a stage', () => {
  const stageOf = (context: Record<string, unknown>) => readStage(new App({ context }).node);

  it('must be named', () => {
    expect(() => stageOf({})).toThrow('npx cdk deploy -c stage=prod');
  });

  it.each([
    [{ stage: 'My Stage' }, '-c stage:'],
    [{ stage: 'local' }, 'choose another name'],
    [{ emulated: 'true' }, 'choose another name'],
    [{ emulated: 'maybe' }, '-c emulated'],
    [{ allowedOrigins: 'http://shop.example.com' }, '-c allowedOrigins'],
    [{ domainName: 'api.example.com' }, 'domainName and certificateArn come together'],
    [{ domainName: 'api.example.com', certificateArn: 'arn:wrong' }, '-c certificateArn'],
    [{ shopDomainName: 'shop.example.com' }, 'shopDomainName and shopCertificateArn come together'],
    [{ shopCertificateArn: SHOP_CERTIFICATE }, 'shopDomainName and shopCertificateArn come together'],
    [
      { shopDomainName: 'shop.example.com', shopCertificateArn: SHOP_CERTIFICATE.replace('us-east-1', 'us-west-2') },
      '-c shopCertificateArn: must be the ARN of a certificate in us-east-1',
    ],
    [{ shopDomainName: 'https://shop.example.com', shopCertificateArn: SHOP_CERTIFICATE }, '-c shopDomainName'],
    [
      {
        ...{ shopDomainName: 'tickets.example.com', shopCertificateArn: SHOP_CERTIFICATE },
        ...{ domainName: 'tickets.example.com', certificateArn: SHOP_CERTIFICATE },
      },
      '-c shopDomainName: the shop needs a name of its own',
    ],
    [{ requestsPerSecond: 'many' }, '-c requestsPerSecond'],
    [{ requestsPerSecond: '1.5' }, '-c requestsPerSecond'],
    [{ portoneUrl: 'http://api.portone.io' }, '-c portoneUrl: must begin with https://'],
    [{ portoneSdkUrl: 'http://cdn.portone.io/v2/browser-sdk.js' }, '-c portoneSdkUrl: must begin with https://'],
    [{ portoneSdkUrl: 'browser-sdk.js' }, '-c portoneSdkUrl'],
    ...[
      'http://js.example.com',
      'https://js.example.com/',
      'https://*.com',
      'https://*',
      "https://a.example;'none'",
    ].map((origin): [object, string] => [
      { portoneScriptOrigins: `https://js.example.com,${origin}` },
      '-c portoneScriptOrigins.1: must be an https origin such as',
    ]),
    [
      { portoneStoreId: undefined },
      "-c portoneStoreId: identities are verified and cards charged by PortOne: give the id that PortOne's",
    ],
    [{ portoneIdentityChannel: undefined }, '-c portoneIdentityChannel: identities are verified'],
    [{ portoneCardChannel: undefined }, '-c portoneCardChannel: identities are verified and cards charged'],
    [{ portoneCardPg: undefined }, '-c portoneCardPg: name the payment company of the card channel'],
    [{ portoneCardPg: 'toss' }, '-c portoneCardPg: name the payment company of the card channel'],
    [{ portoneCardPg: 'EXIMBAY_V2' }, '-c portoneCardPg: that company has no manual approval'],
    [{ portoneCardPg: 'PAYLETTER_GLOBAL' }, '-c portoneCardPg: that company has no manual approval'],
    [{ portoneCardPg: 'KICC_V2' }, '-c portoneCardPg: that company has no manual approval'],
    [{ portoneManualApproval: undefined }, '-c portoneManualApproval: the card channel needs manual approval'],
    [{ portoneManualApproval: 'false' }, '-c portoneManualApproval: the card channel needs manual approval'],
    [{ portoneManualApproval: 'soon' }, '-c portoneManualApproval: the card channel needs manual approval'],
    [{ portoneLive: 'perhaps' }, '-c portoneLive: must be true or false'],
    [{ portoneWebhookSecretArn: undefined }, "-c portoneWebhookSecretArn: put the secret of PortOne's webhooks"],
    [{ portoneWebhookSecretArn: 'whsec_itself' }, '-c portoneWebhookSecretArn: must be the ARN of a secret'],
    [{ portoneWebhookSecret: 'whsec_itself' }, '-c portoneWebhookSecret: is the local'],
    [
      { cardRedirectUrl: 'http://shop.example.com' },
      '-c cardRedirectUrl: must be a URL such as https://shop.example.com/card-back',
    ],
    [{ approvalSeconds: '5' }, '-c approvalSeconds: must be a whole number from 30 to 600'],
    [{ chargeMostKrw: '0' }, '-c chargeMostKrw'],
    [{ chargeDayKrw: '1.5' }, '-c chargeDayKrw'],
    [{ chargeBalanceKrw: 'much' }, '-c chargeBalanceKrw'],
    [{ portoneSecretArn: undefined }, "-c portoneSecretArn: put PortOne's API secret into Secrets Manager"],
    [{ portoneSecretArn: 'the secret itself' }, '-c portoneSecretArn: must be the ARN of a secret'],
    [{ portoneSecret: 'the secret itself' }, '-c portoneSecret: is the local'],
    [{ termsVersion: 'v 1' }, '-c termsVersion'],
    [{ termsUrl: 'http://shop.example.com/terms' }, '-c termsUrl: must be a URL'],
    [{ minimumAge: '-1' }, '-c minimumAge'],
    [{ rejoinDays: 'never' }, '-c rejoinDays'],
    [{ recordYears: '0' }, '-c recordYears'],
    [{ loginFailuresPerAccount: '0' }, '-c loginFailuresPerAccount'],
    [{ loginFailuresPerAddress: '0' }, '-c loginFailuresPerAddress'],
    [{ rotateDays: '0' }, '-c rotateDays'],
    [{ overloadPercent: '0' }, '-c overloadPercent: must be a whole number from 1 to 100'],
    [{ lineMostCapacity: '0' }, '-c lineMostCapacity'],
    [{ lineMostRate: '0.5' }, '-c lineMostRate'],
    [{ lineMostPassSeconds: '3601' }, '-c lineMostPassSeconds'],
  ])('%o is refused with a sentence that names the setting', (context, sentence) => {
    expect(() => stageOf({ stage: 'prod', ...ON_AWS, ...context })).toThrow(sentence);
  });

  it('has its shop at a name of its own, if it is given one', () => {
    const named = { shopDomainName: 'shop.example.com', shopCertificateArn: SHOP_CERTIFICATE };
    expect(stageOf({ stage: 'prod', ...ON_AWS, ...named })).toMatchObject(named);
    expect(stageOf({ stage: 'prod', ...ON_AWS }).shopDomainName).toBeUndefined();
  });

  it('lets in scripts of payment companies by name, and none unless it is told', () => {
    const scripts = (context: object) => stageOf({ stage: 'prod', ...ON_AWS, ...context }).portoneScriptOrigins;
    expect(scripts({})).toEqual([]);
    const origins = ['https://js.example.com', 'https://*.pay.example.net:8443'];
    expect(scripts({ portoneScriptOrigins: origins.join(',') })).toEqual(origins);
    expect(scripts({ portoneScriptOrigins: origins })).toEqual(origins);
  });

  it('keeps money and tickets on prod alone, and lets wallets be topped up directly everywhere else', () => {
    const stage = (name: string) => stageOf({ stage: name, ...ON_AWS });
    expect(stage('prod')).toMatchObject({ protectsData: true, directTopUp: false, emulated: false });
    expect(stage('dev')).toMatchObject({ protectsData: false, directTopUp: true, emulated: false });
    expect(stageOf({ stage: 'local', ...EMULATED })).toMatchObject({ emulated: true });
  });

  it('takes only real money on prod, unless it is told that its channels are for tests', () => {
    const realMoney = (context: object) => stageOf({ ...ON_AWS, ...context }).realMoney;
    expect(realMoney({ stage: 'prod' })).toBe(true);
    expect(realMoney({ stage: 'prod', portoneLive: 'false' })).toBe(false);
    expect(realMoney({ stage: 'dev' })).toBe(false);
    expect(realMoney({ stage: 'dev', portoneLive: true })).toBe(true);
  });

  it('asks the real identity provider, and has the numbers of the requirements, unless told otherwise', () => {
    expect(stageOf({ stage: 'prod', ...ON_AWS })).toMatchObject({
      portoneUrl: 'https://api.portone.io',
      portoneSdkUrl: 'https://cdn.portone.io/v2/browser-sdk.js',
      termsVersion: '1',
      minimumAge: 14,
      rejoinDays: 30,
      recordYears: 5,
      loginFailuresPerAccount: 5,
      loginFailuresPerAddress: 100,
      rotateDays: 30,
      approvalSeconds: 60,
      chargeMostKrw: 1_000_000,
      chargeDayKrw: 3_000_000,
      chargeBalanceKrw: 2_000_000,
      overloadPercent: 5,
      lineMostCapacity: 10_000,
      lineMostRate: 200,
      lineMostPassSeconds: 600,
    });
    expect(stageOf({ stage: 'prod', ...ON_AWS, loginFailuresPerAccount: '9' })).toMatchObject({
      loginFailuresPerAccount: 9,
    });
  });
});
