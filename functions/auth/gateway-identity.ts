// Reads identity verifications at PortOne: what the browser says of a person is never believed.
import { GetIdentityVerificationError, IdentityVerificationClient } from '@portone/server-sdk/identityVerification';
import * as z from 'zod/mini';
import type { ReadSecret } from '../shared/aws.ts';
import { fromIso } from '../shared/clock.ts';
import { count, log } from '../shared/log.ts';
import { failureOf, inTime, readAnswer } from '../shared/provider.ts';
import { Refusal } from '../shared/refusal.ts';
import { characters, isoTime } from '../shared/route.ts';
import { refusals } from './contract.ts';
import type { Verification } from './domain-identity.ts';

/** Somebody waits for the answer. */
const GIVE_UP_AFTER_MS = 3_000;

const COME_BACK_SECONDS = 5;

export interface IdentityGateway {
  /**
   * The verification with that id, or undefined when the provider has none.
   * @throws Refusal IDENTITY_PROVIDER_UNAVAILABLE when it is down, slow, refuses us, or answers nonsense
   */
  read(identityVerificationId: string): Promise<Verification | undefined>;
}

const anyStatus = z.object({ status: z.string() });

const identifier = z.nullish(z.string().check(z.maxLength(512)));

/** What we use of VerifiedIdentityVerification (types of the SDK); the rest, such as phone numbers, is dropped here. */
const verified = z.object({
  id: z.string(),
  channel: z.optional(z.object({ key: z.optional(z.string()) })),
  verifiedAt: isoTime,
  verifiedCustomer: z.object({
    name: z.pipe(z.string().check(z.trim()), characters(1, 100)),
    birthDate: z.iso.date(),
    ci: identifier,
    di: identifier,
  }),
});

/** @param given `readSecret`: PortOne's API secret; `giveUpAfterMs`: 3 s unless stated */
export function createIdentityGateway(given: {
  PORTONE_URL: string;
  PORTONE_STORE_ID: string;
  readSecret: ReadSecret;
  giveUpAfterMs?: number;
}): IdentityGateway {
  const { PORTONE_URL: baseUrl, PORTONE_STORE_ID: storeId, readSecret, giveUpAfterMs = GIVE_UP_AFTER_MS } = given;
  /** Whether the secret was refused: it may have been replaced since it was read. */
  let fresh = false;
  return {
    async read(identityVerificationId) {
      try {
        const secret = await readSecret({ fresh });
        fresh = false;
        const client = IdentityVerificationClient({ secret, baseUrl, storeId });
        const answer = client.getIdentityVerification({ identityVerificationId, storeId });
        return verificationOf(await inTime(answer, giveUpAfterMs));
      } catch (error) {
        const failure = failureOf(error, isRefusal);
        if (failure === 'IDENTITY_VERIFICATION_NOT_FOUND') return undefined;
        fresh = failure === 'UNAUTHORIZED';
        log.warn('identity provider', { failure });
        count('identityProviderFailures');
        throw new Refusal(refusals.IDENTITY_PROVIDER_UNAVAILABLE, {}, COME_BACK_SECONDS);
      }
    },
  };
}

function verificationOf(answer: unknown): Verification {
  const { status } = readAnswer(anyStatus, answer);
  if (status === 'FAILED') return { status };
  if (status !== 'VERIFIED') return { status: 'NOT_COMPLETED' };
  const { id, channel, verifiedAt, verifiedCustomer } = readAnswer(verified, answer);
  const { name, birthDate, ci, di } = verifiedCustomer;
  return {
    status,
    id,
    channelKey: channel?.key,
    verifiedAt: fromIso(verifiedAt),
    name,
    birthDate,
    ci: ci ?? undefined,
    di: di ?? undefined,
  };
}

const isRefusal = (error: unknown) => error instanceof GetIdentityVerificationError;
