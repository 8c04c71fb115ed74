// The shop on AWS: private files behind one CDN with the API, what it caches, what its pages may do, who is believed.
import { describe, expect, it } from 'vitest';
import { PAGE_OF_PATH, tellViewer } from '../../lib/parts/edge-code.ts';
import { EMULATED, functionsOf, ON_AWS, type Resource, resources, rightsOf, synthesize } from '../support/template.ts';

const NAMED = {
  shopDomainName: 'shop.example.com',
  shopCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b-2c3d',
  domainName: 'api.example.com',
  certificateArn: 'arn:aws:acm:ap-northeast-2:111122223333:certificate/4e5f-6a7b',
};
const prod = synthesize({ stage: 'prod', ...ON_AWS });
const portoneScriptOrigins = 'https://js.example.com,https://*.example.net';
const demo = synthesize({ stage: 'demo', ...ON_AWS, ...NAMED, portoneScriptOrigins });
const local = synthesize({ stage: 'local', ...EMULATED });

type Properties = Record<string, unknown>;

interface Behavior extends Properties {
  readonly TargetOriginId: string;
  readonly CachePolicyId: unknown;
  readonly ResponseHeadersPolicyId: { readonly Ref: string };
  readonly FunctionAssociations: readonly {
    readonly EventType: string;
    readonly FunctionARN: { readonly 'Fn::GetAtt': readonly [string, string] };
  }[];
}

interface Origin extends Properties {
  readonly Id: string;
}

interface Distribution extends Properties {
  readonly DefaultCacheBehavior: Behavior;
  readonly CacheBehaviors: readonly Behavior[];
  readonly Origins: readonly Origin[];
}

type Template = typeof prod;

function distributionOf(template: Template): Distribution {
  const [found, ...others] = resources(template, 'AWS::CloudFront::Distribution');
  if (!found || others.length > 0) throw new Error('there should be one distribution');
  return found.Properties.DistributionConfig as Distribution;
}

function originOf(template: Template, behavior: Behavior | undefined): Origin | undefined {
  return distributionOf(template).Origins.find(({ Id }) => Id === behavior?.TargetOriginId);
}

const policyOf = (template: Template, id: string) =>
  template.Resources[id]?.Properties.ResponseHeadersPolicyConfig as Properties | undefined;

const distribution = distributionOf(prod);
const pages = distribution.DefaultCacheBehavior;
const [api] = distribution.CacheBehaviors;

describe('on the local cloud', () => {
  it('there is no shop: its front has the pages', () => {
    const types = Object.values(local.Resources).map(({ Type }: Resource) => Type);
    expect(types.filter((type) => /CloudFront|BucketDeployment|AWS::S3::/.test(type))).toEqual([]);
    expect(local.Outputs.ShopUrl).toBeUndefined();
  });
});

describe('the files', () => {
  it('are in a bucket that nobody else has, encrypted, and spoken to by TLS alone', () => {
    const [bucket, ...others] = resources(prod, 'AWS::S3::Bucket');
    expect(others).toEqual([]);
    expect(bucket?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    const [policy] = resources(prod, 'AWS::S3::BucketPolicy');
    expect(policy?.Properties.PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    });
  });

  it('are kept on prod, and go with any other stack', () => {
    const policies = (template: Template) =>
      resources(template, 'AWS::S3::Bucket').map(({ DeletionPolicy }) => DeletionPolicy);
    expect(policies(prod)).toEqual(['Retain']);
    expect(policies(demo)).toEqual(['Delete']);
    expect(resources(prod, 'Custom::S3AutoDeleteObjects')).toEqual([]);
    expect(resources(demo, 'Custom::S3AutoDeleteObjects').length).toBe(1);
  });

  it('are read by this distribution alone, which may also learn that one is not there', () => {
    const origin = originOf(prod, pages);
    expect(origin?.OriginAccessControlId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Shop/), 'Id'] });
    const [control] = resources(prod, 'AWS::CloudFront::OriginAccessControl');
    expect(control?.Properties.OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    });
    const [policy] = resources(prod, 'AWS::S3::BucketPolicy');
    const document = policy?.Properties.PolicyDocument as { Statement: readonly Properties[] } | undefined;
    expect(document?.Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: ['s3:GetObject', 's3:ListBucket'],
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
      }),
    ]);
  });

  it('are copied before the pages that name them, for good; pages are asked for each time; nothing is taken away', () => {
    const copies = Object.entries(prod.Resources).filter(([, { Type }]) => Type === 'Custom::CDKBucketDeployment');
    const assets = copies.find(([, { Properties }]) => 'Include' in Properties);
    const rest = copies.find(([, { Properties }]) => !('Include' in Properties));
    expect(copies.length).toBe(2);
    expect(assets?.[1].Properties).toMatchObject({
      Exclude: ['*'],
      Include: ['assets/*'],
      Prune: false,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(assets?.[1].Properties.DistributionPaths).toBeUndefined();
    expect(rest?.[1].Properties).toMatchObject({
      Exclude: ['assets/*'],
      Prune: false,
      SystemMetadata: { 'cache-control': 'no-cache' },
      DistributionPaths: ['/', '/index.html'],
    });
    expect(rest?.[1].DependsOn).toContain(assets?.[0]);
  });

  it('come after every function of the API: a page may ask for what only the new ones know', () => {
    const nested = Object.values(prod.Resources).find(
      ({ Type, DependsOn = [] }) => Type === 'AWS::CloudFormation::Stack' && DependsOn.length > 0,
    );
    const integrations = Object.entries(prod.Resources).filter(
      ([, { Type }]) => Type === 'AWS::ApiGatewayV2::Integration',
    );
    expect(integrations.length).toBeGreaterThan(40);
    expect(nested?.DependsOn).toEqual(expect.arrayContaining(integrations.map(([id]) => id)));
    expect(JSON.stringify(nested?.Properties.Parameters)).toContain('EdgeSecret');
  });
});

describe('a page', () => {
  it('comes from the bucket, by https, read only, compressed', () => {
    expect(pages).toMatchObject({
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: ['GET', 'HEAD'],
      Compress: true,
    });
    expect(distribution.DefaultRootObject).toBeUndefined();
  });

  it('may do this and no more', () => {
    expect(policyOf(prod, pages.ResponseHeadersPolicyId.Ref)).toMatchObject({
      SecurityHeadersConfig: {
        ContentSecurityPolicy: {
          Override: true,
          ContentSecurityPolicy:
            "default-src 'self'; script-src 'self' https://cdn.portone.io; style-src 'self'; img-src 'self' data:; " +
            "connect-src 'self' https://cdn.portone.io https://*.portone.io https://*.iamport.co " +
            'https://service.iamport.kr; frame-src https://cdn.portone.io https:; ' +
            "form-action 'self' https:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
        },
        ContentTypeOptions: { Override: true },
        ReferrerPolicy: { Override: true, ReferrerPolicy: 'strict-origin-when-cross-origin' },
        StrictTransportSecurity: { Override: true, AccessControlMaxAgeSec: 63_072_000 },
      },
      CustomHeadersConfig: {
        Items: [{ Header: 'Permissions-Policy', Override: true, Value: expect.stringContaining('camera=()') }],
      },
    });
  });
});

describe('a page of a stage whose payment company has scripts of its own', () => {
  it('loads those too', () => {
    const headers = policyOf(demo, distributionOf(demo).DefaultCacheBehavior.ResponseHeadersPolicyId.Ref);
    expect(JSON.stringify(headers)).toContain(
      "script-src 'self' https://cdn.portone.io https://js.example.com https://*.example.net; style-src 'self'; ",
    );
  });
});

describe('an answer of the API', () => {
  it('comes from it by https alone, whatever the method, and within the time that it takes', () => {
    expect(api).toMatchObject({
      PathPattern: '/api/*',
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      // Managed-AllViewerExceptHostHeader
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    });
    const origin = originOf(prod, api);
    expect(origin?.CustomOriginConfig).toEqual({
      OriginProtocolPolicy: 'https-only',
      OriginReadTimeout: 30,
      OriginSSLProtocols: ['TLSv1.2'],
    });
    expect(JSON.stringify(origin?.DomainName)).toMatch(
      /referencetoonsaleApi.*"\.execute-api\.",\{"Ref":"AWS::Region"\},"\.amazonaws\.com"/,
    );
    expect(originOf(demo, distributionOf(demo).CacheBehaviors[0])?.DomainName).toBe('api.example.com');
  });

  it('is kept for as long as the API says, by its address alone', () => {
    const [policy, ...others] = resources(prod, 'AWS::CloudFront::CachePolicy');
    expect(others).toEqual([]);
    expect(policy?.Properties.CachePolicyConfig).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 0,
      MaxTTL: 31_536_000,
      ParametersInCacheKeyAndForwardedToOrigin: {
        QueryStringsConfig: { QueryStringBehavior: 'all' },
        HeadersConfig: { HeaderBehavior: 'none' },
        CookiesConfig: { CookieBehavior: 'none' },
        EnableAcceptEncodingGzip: true,
        EnableAcceptEncodingBrotli: true,
      },
    });
  });

  it('that is an error is never kept, as it is of one person', () => {
    const kept = distribution.CustomErrorResponses as readonly Properties[];
    expect(kept).toEqual(
      [400, 403, 404, 405, 414, 500, 501, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  it('gets no headers of pages', () => {
    expect(policyOf(prod, api?.ResponseHeadersPolicyId.Ref ?? '')).toEqual({
      Comment: expect.any(String),
      Name: expect.anything(),
      SecurityHeadersConfig: {
        ContentTypeOptions: { Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: false, Override: true },
      },
    });
  });
});

describe('who calls', () => {
  it('is told with a secret that is in no template', () => {
    const headers = JSON.stringify(originOf(prod, api)?.OriginCustomHeaders);
    expect(headers).toMatch(
      /^\[\{"HeaderName":"x-onsale-edge","HeaderValue":\{"Fn::Join":\["",\["\{\{resolve:secretsmanager:",\{"Ref":"referencetoonsaleEdgeSecret\w+"\},":SecretString:::\}\}"\]\]\}\}\]$/,
    );
    expect(originOf(prod, pages)?.OriginCustomHeaders).toBeUndefined();
  });

  it('is known by those who count guesses by address, and by nobody else', () => {
    const reading = functionsOf(prod).filter((fn) =>
      rightsOf(prod, fn).some((right) => right.startsWith('secretsmanager:GetSecretValue on EdgeSecret')),
    );
    expect(reading.map(({ Properties }) => Properties.FunctionName).sort()).toEqual([
      'onsale-prod-auth-log-in',
      'onsale-prod-auth-reset-password',
      'onsale-prod-auth-sign-up',
    ]);
    const logIn = functionsOf(local).find(({ Properties }) => Properties.FunctionName === 'onsale-local-auth-log-in');
    expect(logIn?.Properties.Environment).toMatchObject({ Variables: { EDGE_SECRET: 'none' } });
  });
});

/** The code of the one function that runs before the cache of a behaviour. */
function codeAt(behavior: Behavior | undefined): unknown {
  const [function_, ...others] = behavior?.FunctionAssociations ?? [];
  expect([function_?.EventType, others]).toEqual(['viewer-request', []]);
  const { FunctionCode, FunctionConfig } =
    prod.Resources[function_?.FunctionARN['Fn::GetAtt'][0] ?? '']?.Properties ?? {};
  expect(FunctionConfig).toMatchObject({ Runtime: 'cloudfront-js-2.0' });
  return FunctionCode;
}

describe('before the cache', () => {
  it('a path of a page becomes the page, and who calls the API is told', () => {
    expect(codeAt(pages)).toBe(PAGE_OF_PATH);
    expect(codeAt(api)).toBe(tellViewer('x-onsale-viewer'));
  });
});

describe('the CDN', () => {
  it('speaks HTTP/2 and 3, and at its own name TLS 1.2 or better', () => {
    expect(distribution).toMatchObject({ HttpVersion: 'http2and3', IPV6Enabled: true, Enabled: true });
    expect(distributionOf(demo)).toMatchObject({
      Aliases: ['shop.example.com'],
      ViewerCertificate: {
        AcmCertificateArn: NAMED.shopCertificateArn,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
    });
    expect(distribution.Logging).toBeUndefined();
  });

  it('says where the shop is, and what a name of its own must point to', () => {
    expect(demo.Outputs.ShopUrl?.Value).toBe('https://shop.example.com');
    expect(JSON.stringify(prod.Outputs.ShopUrl?.Value)).toMatch(/^\{"Fn::Join":\["",\["https:\/\/",/);
    expect(JSON.stringify(demo.Outputs.ShopTarget?.Value)).toContain('DomainName');
  });
});
