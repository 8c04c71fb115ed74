// The auth service: accounts, and the key that tokens are signed with.
import { Construct } from 'constructs';
import { routes } from '../../functions/auth/contract.ts';
import type { InHouse } from '../parts/house.ts';
import { RandomSecret } from '../parts/random-secret.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';

const KEYS = ['KEYS'];

/** Hashing a password is processor time, and API Gateway's client waits for it. */
const HASHING_MEMORY_MB = 1_769;

export class Auth extends Construct {
  readonly store: ServiceTable;
  private readonly secret: RandomSecret;

  constructor(scope: Construct, id: string, { house }: InHouse) {
    super(scope, id);
    const { stage, api } = house;
    this.store = new ServiceTable(this, { stage, service: 'auth', precious: true });
    this.secret = new RandomSecret(this, 'SigningSecret', stage, 'what the key that signs tokens is derived from');
    // A crowd that signs up on a laptop shares its two processors with the whole cloud.
    const hashing = { PASSWORD_ROUNDS: stage.emulated ? '1' : '3' };

    const signUp = new ServiceFunction(this, {
      ...house,
      service: 'auth',
      handler: 'sign-up',
      userImpact: 'Nobody can make an account; those who have one are not affected.',
      memoryMb: HASHING_MEMORY_MB,
      environment: hashing,
    });
    this.store.allow(signUp, ['PutItem'], ['USER#*', 'EMAIL#*']);
    api.route(routes.signUp, signUp);

    const logIn = new ServiceFunction(this, {
      ...house,
      service: 'auth',
      handler: 'log-in',
      userImpact: 'Nobody can sign in; those who are signed in go on until their access token ends.',
      memoryMb: HASHING_MEMORY_MB,
      environment: hashing,
    });
    this.store.allow(logIn, ['GetItem'], ['USER#*', 'EMAIL#*']);
    this.grantSign(logIn);
    api.route(routes.logIn, logIn);

    const me = new ServiceFunction(this, {
      ...house,
      service: 'auth',
      handler: 'get-me',
      userImpact: 'Buyers cannot see whom they are signed in as.',
    });
    this.store.allow(me, ['GetItem'], ['USER#*']);
    api.route(routes.me, me);

    const keys = new ServiceFunction(this, {
      ...house,
      service: 'auth',
      handler: 'list-keys',
      userImpact: 'Other systems cannot check our access tokens; buyers are not affected.',
    });
    this.grantReadKeys(keys);
    api.route(routes.keys, keys);
  }

  /** Lets a function check tokens: it may read the public keys, and nothing of accounts. */
  grantReadKeys(fn: ServiceFunction): void {
    this.store.allow(fn, ['Query'], KEYS);
  }

  /** Lets a function sign tokens: it may read the secret and publish the public key. */
  grantSign(fn: ServiceFunction): void {
    this.secret.grantRead(fn, 'SIGNING_SECRET');
    this.store.allow(fn, ['PutItem'], KEYS);
  }
}
