// The HTTP API: routes from contracts, the gate in front, an access log, throttling, CORS, alarms.
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnApi,
  CorsHttpMethod,
  DomainName,
  HttpApi,
  type HttpMethod,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route, Who } from '../../functions/shared/route.ts';
import type { Stage } from '../stage.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ApiProps {
  readonly stage: Stage;
  readonly alarms: Alarms;
  /** Checks access tokens. */
  readonly signedIn: ServiceFunction;
  /** Checks access tokens and places in line. */
  readonly admitted: ServiceFunction;
}

/** Seconds that a signed-in answer may be reused for the same token; an admission is never reused. */
const SIGNED_IN_CACHE_SECONDS = 60;

const CORS = {
  allowHeaders: [
    'accept-language',
    'authorization',
    'content-type',
    'idempotency-key',
    'if-none-match',
    'last-event-id',
    'x-correlation-id',
    'x-device-token',
    'x-queue-token',
  ],
  exposeHeaders: ['etag', 'retry-after', 'x-correlation-id'],
  maxAgeSeconds: 600,
};

export class Api extends Construct {
  /** Where it answers, for a CDN in front of it. */
  readonly host: string;
  private readonly api: HttpApi;
  private readonly authorizers: Partial<Record<Who, IHttpRouteAuthorizer>>;
  private readonly integrations = new Map<ServiceFunction, HttpLambdaIntegration>();

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { stage } = props;
    const url = `onsale-${stage.stage}`;
    this.api = new HttpApi(this, 'Api', { apiName: url, createDefaultStage: false, ...corsOf(stage) });
    if (stage.emulated) camelCaseCors(this.api, stage);
    const httpStage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: stage.requestsPerSecond, burstLimit: stage.requestsPerSecond * 2 },
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog(this, stage)), format: ACCESS_LOG_FORMAT },
      ...domainOf(this, stage),
    });
    const serverErrors = httpStage.metricServerError({ period: ALARM_PERIOD, statistic: Stats.SUM });
    props.alarms.raise('api-5xx', 'Buyers get errors they cannot do anything about.', serverErrors, 5);
    this.host = stage.domainName ?? `${this.api.apiId}.execute-api.${Stack.of(this).region}.amazonaws.com`;
    this.authorizers = authorizersOf(props);
    new CfnOutput(Stack.of(this), 'ApiId', { value: this.api.apiId });
    new CfnOutput(Stack.of(this), 'ApiUrl', {
      value: stage.domainName ? `https://${stage.domainName}` : httpStage.url,
    });
  }

  /** Puts a function behind its contract's route, behind the gate that the route's `who` asks for. */
  route(route: Route, target: ServiceFunction): void {
    const authorizer = this.authorizers[route.who];
    let integration = this.integrations.get(target);
    if (!integration) {
      // One permission for each function, not for each route: a stack may have 500 resources.
      const once = { scopePermissionToRoute: false };
      integration = new HttpLambdaIntegration(`${target.node.id}-integration`, target.fn, once);
      this.integrations.set(target, integration);
    }
    this.api.addRoutes({
      path: route.path,
      methods: [route.method as HttpMethod],
      integration,
      ...(authorizer ? { authorizer } : {}),
    });
  }
}

const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    ip: '$context.identity.sourceIp',
    at: '$context.requestTime',
    route: '$context.routeKey',
    status: '$context.status',
    bytes: '$context.responseLength',
    latencyMs: '$context.responseLatency',
    authorizerError: '$context.authorizer.error',
    integrationError: '$context.integrationErrorMessage',
  }),
);

function accessLog(scope: Construct, stage: Stage): LogGroup {
  return new LogGroup(scope, 'AccessLog', {
    retention: stage.protectsData ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

function authorizersOf({ signedIn, admitted }: ApiProps): Partial<Record<Who, IHttpRouteAuthorizer>> {
  const simple = { responseTypes: [HttpLambdaResponseType.SIMPLE] };
  const user = new HttpLambdaAuthorizer('SignedIn', signedIn.fn, {
    ...simple,
    identitySource: ['$request.header.Authorization'],
    resultsCacheTtl: Duration.seconds(SIGNED_IN_CACHE_SECONDS),
  });
  const place = new HttpLambdaAuthorizer('Admitted', admitted.fn, {
    ...simple,
    identitySource: ['$request.header.Authorization', '$request.header.X-Queue-Token'],
    resultsCacheTtl: Duration.seconds(0),
  });
  return { user, operator: user, admitted: place, 'once-admitted': place };
}

function corsOf(stage: Stage) {
  if (stage.allowedOrigins.length === 0) return {};
  const { allowHeaders, exposeHeaders, maxAgeSeconds } = CORS;
  const allowMethods = [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PATCH, CorsHttpMethod.DELETE];
  const maxAge = Duration.seconds(maxAgeSeconds);
  // A shop beside the API (shop.example.com, api.example.com) is the same site, so its refresh cookie may come along.
  const allowCredentials = true;
  const allowOrigins = stage.allowedOrigins;
  return { corsPreflight: { allowOrigins, allowCredentials, allowHeaders, allowMethods, exposeHeaders, maxAge } };
}

/** The emulator reads a template's CORS settings in camel case only. */
function camelCaseCors(api: HttpApi, stage: Stage): void {
  if (stage.allowedOrigins.length === 0) return;
  const { allowHeaders, exposeHeaders, maxAgeSeconds } = CORS;
  const cfn = api.node.defaultChild as CfnApi;
  cfn.addPropertyDeletionOverride('CorsConfiguration');
  cfn.addPropertyOverride('CorsConfiguration', {
    allowOrigins: stage.allowedOrigins,
    allowCredentials: true,
    allowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowHeaders,
    exposeHeaders,
    maxAge: maxAgeSeconds,
  });
}

function domainOf(scope: Construct, { domainName, certificateArn }: Stage) {
  if (!domainName || !certificateArn) return {};
  const certificate = Certificate.fromCertificateArn(scope, 'Certificate', certificateArn);
  return { domainMapping: { domainName: new DomainName(scope, 'Domain', { domainName, certificate }) } };
}
