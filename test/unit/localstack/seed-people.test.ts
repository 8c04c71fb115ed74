// The people of the demo sign up once, whatever is there already, and a refusal says what to do.
import { describe, expect, it } from 'vitest';
import { routes as auth } from '../../../functions/auth/contract.ts';
import { routes as sessions } from '../../../functions/auth/contract-sessions.ts';
import { routes as catalog } from '../../../functions/catalog/contract.ts';
import { ApiError, type Client } from '../../../functions/shared/client.ts';
import type { Route } from '../../../functions/shared/route.ts';
import { logins } from '../../../localstack/seed/load.ts';
import { signInDemo, signUpDemo } from '../../../localstack/seed/people.ts';
import { useStandIn } from './portone-support.ts';

const { url, read } = useStandIn();

interface Sent {
  readonly email: string;
  readonly password: string;
  readonly identityVerificationId: string;
  readonly termsVersion: string;
}

/** A stack that answers sign-ups and logins with that refusal, or lets them pass. */
function stackThat(refuses?: ApiError) {
  const signUps: Sent[] = [];
  const client = {
    call: async (route: Route, { body }: { body?: unknown }) => {
      if (route === catalog.config) return { terms: { version: 'terms-3' } };
      if (route === auth.signUp) signUps.push(body as Sent);
      if (refuses) throw refuses;
      return route === sessions.logIn ? { accessToken: 'token-1' } : {};
    },
  } as Client;
  return { client, signUps };
}

const refusal = (status: number, code: string, retryAfter: string | null = null) =>
  new ApiError(status, { code }, retryAfter);

describe('the people of the demo', () => {
  it('sign up as verified persons who accept the terms', async () => {
    const { client, signUps } = stackThat();
    await signUpDemo(client, url(), Object.values(logins));
    expect(signUps.map(({ email, password, termsVersion }) => [email, password, termsVersion])).toEqual([
      [logins.buyer.email, logins.buyer.password, 'terms-3'],
      [logins.operator.email, logins.operator.password, 'terms-3'],
    ]);
    const { name, birthDate } = logins.operator;
    expect(await read(signUps[1]?.identityVerificationId ?? '')).toMatchObject({
      verifiedCustomer: { name, birthDate },
    });
  });

  it('have passwords that a sign-up takes', () => {
    for (const { password } of Object.values(logins)) expect(password.length).toBeGreaterThanOrEqual(10);
  });

  it.each(['EMAIL_TAKEN', 'ALREADY_A_MEMBER', 'LEFT_RECENTLY'])('stay as they are at %s', async (code) => {
    const { client, signUps } = stackThat(refusal(409, code));
    await signUpDemo(client, url(), Object.values(logins));
    expect(signUps).toHaveLength(2);
  });
});

describe('a refusal of the demo', () => {
  it.each([
    [refusal(429, 'TOO_MANY_ATTEMPTS', '90'), 'run npm start again in 90 seconds'],
    [refusal(503, 'IDENTITY_PROVIDER_UNAVAILABLE', '5'), 'set ONSALE_PORTONE_URL'],
    [refusal(500, 'UNEXPECTED'), '500 UNEXPECTED'],
  ])('says what to do about a sign-up: %s', async (error, remedy) => {
    await expect(signUpDemo(stackThat(error).client, url(), [logins.buyer])).rejects.toThrow(remedy);
  });

  it('says what to do about a login that older data does not know', async () => {
    const { client } = stackThat(refusal(401, 'BAD_CREDENTIALS'));
    await expect(signInDemo(client, logins.operator)).rejects.toThrow(
      'The data of this folder is of an older version: begin anew with npm start -- --reset.',
    );
  });

  it('is not in the way of a login that is right', async () => {
    expect(await signInDemo(stackThat().client, logins.operator)).toBe('token-1');
  });
});
