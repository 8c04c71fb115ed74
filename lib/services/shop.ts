// The shop: its built files in a bucket, behind one CDN that has the API under the same origin.
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  Function as ViewerFunction,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, type BucketDeploymentProps, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { VIEWER_HEADER } from '../../functions/shared/edge.ts';
import type { Api } from '../parts/api.ts';
import type { Edge } from '../parts/edge.ts';
import { PAGE_OF_PATH, tellViewer } from '../parts/edge-code.ts';
import { contentSecurityPolicy, HSTS_SECONDS, PERMISSIONS_POLICY } from '../parts/headers.ts';
import type { Stage } from '../stage.ts';

export interface ShopProps {
  readonly stage: Stage;
  readonly api: Api;
  readonly edge: Edge;
  /** The built files: `index.html`, and what never changes under its name in `assets/`. */
  readonly folder: string;
}

/** Every error that CloudFront keeps unless it is told not to. */
const ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/** API Gateway gives up after as long. */
const READ_TIMEOUT = Duration.seconds(30);

/** For answers that are no pages too. */
const FOR_ALL = {
  contentTypeOptions: { override: true },
  strictTransportSecurity: {
    accessControlMaxAge: Duration.seconds(HSTS_SECONDS),
    includeSubdomains: false,
    override: true,
  },
};

export class Shop extends Construct {
  constructor(scope: Construct, id: string, props: ShopProps) {
    super(scope, id);
    const { stage, folder } = props;
    // As what it is: the CDK's own types do not hold with exactOptionalPropertyTypes.
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: stage.protectsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      autoDeleteObjects: !stage.protectsData,
    }) as IBucket;
    const distribution = new Distribution(this, 'Distribution', {
      comment: `onsale-${stage.stage}: the shop, and the API under /api/`,
      defaultBehavior: pagesOf(this, bucket, stage),
      additionalBehaviors: { '/api/*': apiOf(this, props) },
      // An error is one person's, but kept under the address alone: the next who asks would get it too.
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      // It would be the only place that keeps the addresses of buyers (docs/runbook.md, The shop and its CDN).
      enableLogging: false,
      ...domainOf(this, stage),
    });
    this.copy(folder, bucket, distribution, stage);
    const { distributionDomainName } = distribution;
    tell(this, 'ShopUrl', `https://${stage.shopDomainName ?? distributionDomainName}`);
    // What a name of its own must point to.
    tell(this, 'ShopTarget', distributionDomainName);
  }

  /** Files that a page names go first, then the page; what an open page of before names stays. */
  private copy(folder: string, destinationBucket: IBucket, distribution: Distribution, stage: Stage): void {
    const common: Omit<BucketDeploymentProps, 'cacheControl'> = {
      sources: [Source.asset(folder, { exclude: ['.vite', '**/*.gz'] })],
      destinationBucket,
      prune: false,
      logGroup: new LogGroup(this, 'CopyLogs', {
        retention: stage.protectsData ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    };
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      exclude: ['*'],
      include: ['assets/*'],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      exclude: ['assets/*'],
      cacheControl: [CacheControl.fromString('no-cache')],
      distribution,
      distributionPaths: ['/', '/index.html'],
    });
    pages.node.addDependency(assets);
  }
}

function pagesOf(scope: Construct, bucket: IBucket, stage: Stage): BehaviorOptions {
  const pageOfPath = viewerFunction(scope, 'PageOfPath', PAGE_OF_PATH);
  return {
    // Who may not list a bucket is told 403 of a file that is not there.
    origin: S3BucketOrigin.withOriginAccessControl(bucket, {
      originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
    }),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    compress: true,
    responseHeadersPolicy: new ResponseHeadersPolicy(scope, 'PageHeaders', {
      responseHeadersPolicyName: nameOf(scope, stage, 'pages'),
      comment: `onsale-${stage.stage}: what pages of the shop may do`,
      securityHeadersBehavior: {
        ...FOR_ALL,
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy({
            sdkOrigin: new URL(stage.portoneSdkUrl).origin,
            scriptOrigins: stage.portoneScriptOrigins,
          }),
          override: true,
        },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'Permissions-Policy', value: PERMISSIONS_POLICY, override: true }],
      },
    }),
    functionAssociations: [{ function: pageOfPath, eventType: FunctionEventType.VIEWER_REQUEST }],
  };
}

function apiOf(scope: Construct, { stage, api, edge }: ShopProps): BehaviorOptions {
  return {
    origin: new HttpOrigin(api.host, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      readTimeout: READ_TIMEOUT,
      customHeaders: edge.originHeaders(),
    }),
    // A token that was once sent in the open is nobody's secret any more: no redirect saves it.
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    // The API says of each answer how long it is good for. What it calls public is the same for everybody (a test holds
    // every contract to it), so nothing of who asks is in the key; the rest it calls private or no-store.
    cachePolicy: new CachePolicy(scope, 'AsTheApiSays', {
      comment: `onsale-${stage.stage}: as long as the API says`,
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(365),
      queryStringBehavior: CacheQueryStringBehavior.all(),
      headerBehavior: CacheHeaderBehavior.none(),
      cookieBehavior: CacheCookieBehavior.none(),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    }),
    // All headers, so `Authorization` too, which cannot be named alone outside of the key; but for `Host`, by which API
    // Gateway knows its APIs.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    compress: true,
    responseHeadersPolicy: new ResponseHeadersPolicy(scope, 'ApiHeaders', {
      responseHeadersPolicyName: nameOf(scope, stage, 'answers'),
      comment: `onsale-${stage.stage}: answers of the API`,
      securityHeadersBehavior: FOR_ALL,
    }),
    functionAssociations: [
      {
        function: viewerFunction(scope, 'TellViewer', tellViewer(VIEWER_HEADER)),
        eventType: FunctionEventType.VIEWER_REQUEST,
      },
    ],
  };
}

/** CloudFront is one for all regions, and a stage may be in several. */
function nameOf(scope: Construct, { stage }: Stage, what: string): string {
  return `onsale-${stage}-${what}-${Stack.of(scope).region}`;
}

function viewerFunction(scope: Construct, id: string, code: string): ViewerFunction {
  return new ViewerFunction(scope, id, { code: FunctionCode.fromInline(code), runtime: FunctionRuntime.JS_2_0 });
}

function domainOf(scope: Construct, { shopDomainName, shopCertificateArn }: Stage) {
  if (!shopDomainName || !shopCertificateArn) return {};
  const certificate = Certificate.fromCertificateArn(scope, 'Certificate', shopCertificateArn);
  return { domainNames: [shopDomainName], certificate };
}

/** An output of the whole stack, whatever part of it this is in. */
function tell(scope: Construct, name: string, value: string): void {
  const stack = Stack.of(scope);
  new CfnOutput(stack.nestedStackParent ?? stack, name, { value }).overrideLogicalId(name);
}
