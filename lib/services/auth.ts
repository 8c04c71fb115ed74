// The auth service: accounts of persons, their sessions, and the keys that tokens are signed with.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { routes } from '../../functions/auth/contract.ts';
import { routes as sessionRoutes } from '../../functions/auth/contract-sessions.ts';
import type { Route } from '../../functions/shared/route.ts';
import type { Edge } from '../parts/edge.ts';
import type { House, InHouse } from '../parts/house.ts';
import type { PortOne } from '../parts/portone.ts';
import { RandomSecret } from '../parts/random-secret.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable, type TableAction } from '../parts/service-table.ts';
import { Timer } from '../parts/timer.ts';

const KEYS = ['KEYS'];
const USER = ['USER#*'];
const ACCOUNT = ['USER#*', 'EMAIL#*'];
const PERSON = ['PERSON#*', 'VERIFICATION#*'];

/** Hashing a password is processor time, and API Gateway's client waits for it. */
const HASHING_MEMORY_MB = 1_769;

interface Part {
  readonly handler: string;
  readonly userImpact: string;
  readonly route?: Route;
  /** Each action with the partitions, by the beginning of their keys, that one request may touch together. */
  readonly rights: Partial<Record<TableAction, readonly string[]>>;
  /** Whether it hashes passwords, and counts wrong ones. */
  readonly passwords?: boolean;
}

export class Auth extends Construct {
  readonly store: ServiceTable;
  private readonly house: House;
  private readonly portone: PortOne;
  private readonly edge: Edge;
  private readonly signing: RandomSecret;
  private readonly tokens: RandomSecret;

  constructor(scope: Construct, id: string, { house, portone, edge }: InHouse<{ portone: PortOne; edge: Edge }>) {
    super(scope, id);
    const { stage } = house;
    this.house = house;
    this.portone = portone;
    this.edge = edge;
    this.store = new ServiceTable(this, { stage, service: 'auth', precious: true });
    this.signing = new RandomSecret(this, 'SigningSecret', stage, 'what the keys that sign tokens are derived from');
    this.tokens = new RandomSecret(this, 'TokenSecret', stage, 'what refresh and device tokens are made with');
    this.people();
    this.sessions();
    this.passwords();
    this.keys();
    this.securityAlarms();
  }

  /** Who becomes a member, and who leaves. */
  private people(): void {
    const { stage } = this.house;
    const person = new RandomSecret(this, 'PersonSecret', stage, 'what persons are known by, in place of their CI');
    const signUp = this.part({
      handler: 'sign-up',
      route: routes.signUp,
      userImpact: 'Nobody can make an account; those who have one are not affected.',
      rights: { GetItem: ACCOUNT, BatchGetItem: PERSON, PutItem: [...ACCOUNT, ...PERSON] },
      passwords: true,
    });
    const reset = this.part({
      handler: 'reset-password',
      route: routes.resetPassword,
      userImpact: 'Who forgot a password cannot set a new one.',
      rights: { GetItem: ACCOUNT, UpdateItem: USER, BatchGetItem: PERSON, PutItem: ['VERIFICATION#*'] },
      passwords: true,
    });
    for (const fn of [signUp, reset]) {
      this.portone.grantAsk(fn);
      this.edge.grantKnow(fn);
      person.grantRead(fn, 'PERSON_SECRET');
      fn.name('PORTONE_IDENTITY_CHANNEL', stage.portoneIdentityChannel);
    }
    signUp.name('TERMS_VERSION', stage.termsVersion);
    signUp.name('MINIMUM_AGE', String(stage.minimumAge));
    const leave = this.part({
      handler: 'delete-me',
      route: routes.deleteMe,
      userImpact: 'Nobody can leave; nothing else is affected.',
      rights: { GetItem: USER, Query: USER, DeleteItem: ACCOUNT, UpdateItem: ['PERSON#*'] },
    });
    leave.name('REJOIN_DAYS', String(stage.rejoinDays));
    leave.name('RECORD_YEARS', String(stage.recordYears));
    this.part({
      handler: 'get-me',
      route: routes.me,
      userImpact: 'Buyers cannot see whom they are signed in as.',
      rights: { GetItem: USER },
    });
  }

  private sessions(): void {
    const refresh = this.part({
      handler: 'refresh-session',
      route: sessionRoutes.refresh,
      userImpact: 'Signed-in buyers have to sign in again when their access token ends, after 15 minutes.',
      rights: { GetItem: USER, UpdateItem: USER },
    });
    this.grantSign(refresh);
    const logOut = this.part({
      handler: 'log-out',
      route: sessionRoutes.logOut,
      userImpact: 'Sessions cannot be ended on the device they are on.',
      rights: { GetItem: USER, UpdateItem: USER, DeleteItem: USER },
    });
    this.grantReadKeys(logOut);
    for (const fn of [refresh, logOut]) this.tokens.grantRead(fn, 'TOKEN_SECRET');
    this.part({
      handler: 'log-out-all',
      route: sessionRoutes.logOutAll,
      userImpact: 'Sessions on lost devices cannot be ended at once.',
      rights: { UpdateItem: USER },
    });
    this.part({
      handler: 'list-sessions',
      route: sessionRoutes.listSessions,
      userImpact: 'Buyers cannot see where they are signed in.',
      rights: { GetItem: USER, Query: USER },
    });
    this.part({
      handler: 'end-session',
      route: sessionRoutes.endSession,
      userImpact: 'A session on another device cannot be ended alone.',
      rights: { DeleteItem: USER },
    });
  }

  /** Where passwords are tried, and guesses counted. */
  private passwords(): void {
    const logIn = this.part({
      handler: 'log-in',
      route: sessionRoutes.logIn,
      userImpact: 'Nobody can sign in; those who are signed in stay so.',
      rights: { GetItem: ACCOUNT, PutItem: USER },
      passwords: true,
    });
    this.grantSign(logIn);
    this.edge.grantKnow(logIn);
    this.tokens.grantRead(logIn, 'TOKEN_SECRET');
    this.part({
      handler: 'change-password',
      route: sessionRoutes.changePassword,
      userImpact: 'Nobody can change a password; signing in is not affected.',
      rights: { GetItem: ACCOUNT, UpdateItem: USER },
      passwords: true,
    });
  }

  private keys(): void {
    const { stage } = this.house;
    this.part({
      handler: 'list-keys',
      route: routes.keys,
      userImpact: 'Other systems cannot check our access tokens; buyers are not affected.',
      rights: { Query: KEYS },
    });
    const rotate = this.part({
      handler: 'rotate-keys',
      userImpact: 'The key that signs tokens gets older than it should; nobody notices.',
      rights: { Query: KEYS, PutItem: KEYS, DeleteItem: KEYS },
    });
    this.signing.grantRead(rotate, 'SIGNING_SECRET');
    this.signing.grantWrite(rotate);
    rotate.name('ROTATE_DAYS', String(stage.rotateDays));
    new Timer(this, {
      stage,
      name: 'auth-each-day',
      description: 'Brings up the next key that signs tokens when its time has come, and clears away old ones',
      every: Duration.days(1),
      worker: rotate,
      retries: 2,
      maxAge: Duration.hours(2),
    });
  }

  private securityAlarms(): void {
    const { alarms } = this.house;
    alarms.raiseOnCount(
      'auth-token-reused',
      'A refresh token was used twice: somebody may have stolen it, and its owner was signed out.',
      'auth',
      'refreshTokensReused',
    );
    alarms.raiseOnCount(
      'auth-logins-blocked',
      'Passwords of many accounts are being guessed; their owners may wait when they sign in on a new device.',
      'auth',
      'loginsBlocked',
      20,
    );
    alarms.raiseOnCount(
      'auth-identity-unavailable',
      'People cannot verify their identity, so nobody can make an account or set a forgotten password.',
      'auth',
      'identityProviderFailures',
      5,
    );
  }

  private part({ handler, userImpact, route, rights, passwords }: Part): ServiceFunction {
    const { stage, api } = this.house;
    const fn = new ServiceFunction(this, {
      ...this.house,
      service: 'auth',
      handler,
      userImpact,
      ...(passwords ? { memoryMb: HASHING_MEMORY_MB } : {}),
    });
    for (const [action, keys] of Object.entries(rights)) this.store.allow(fn, [action as TableAction], keys);
    if (passwords) {
      // A crowd that signs up on a laptop shares its two processors with the whole cloud.
      fn.name('PASSWORD_ROUNDS', stage.emulated ? '1' : '3');
      this.store.allow(fn, ['BatchGetItem', 'UpdateItem', 'DeleteItem'], ['ATTEMPTS#*']);
      fn.name('LOGIN_FAILURES_PER_ACCOUNT', String(stage.loginFailuresPerAccount));
      fn.name('LOGIN_FAILURES_PER_ADDRESS', String(stage.loginFailuresPerAddress));
    }
    if (route) api.route(route, fn);
    return fn;
  }

  /** Lets a function find an account by its address. */
  grantReadAccounts(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem'], ['EMAIL#*', 'USER#*']);
  }

  /** Lets a function check tokens: it may read the public keys, and nothing of accounts. */
  grantReadKeys(fn: ServiceFunction): void {
    this.store.allow(fn, ['Query'], KEYS);
  }

  /** Lets a function sign tokens: it may read the secret, publish the first key, and say until when it is needed. */
  grantSign(fn: ServiceFunction): void {
    this.signing.grantRead(fn, 'SIGNING_SECRET');
    this.store.allow(fn, ['Query', 'PutItem', 'UpdateItem'], KEYS);
  }
}
