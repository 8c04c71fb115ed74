// What single settings of a stage may be, each with the sentence that is said when it is not.
import * as z from 'zod/mini';

export const httpsOrigin = z.string().check(
  z.refine((text: string) => {
    const url = URL.parse(text);
    return url !== null && url.origin === text && (url.protocol === 'https:' || url.hostname === 'localhost');
  }, 'must be an origin such as https://shop.example.com'),
);

/** One host, or all below a name of two parts or more: it goes into a policy as it is. */
export const scriptOrigin = z
  .string()
  .check(
    z.regex(
      /^https:\/\/(\*\.)?([a-z\d-]+\.)+[a-z\d-]+(:\d{1,5})?$/,
      'must be an https origin such as https://js.example.com or https://*.example.com',
    ),
  );

/** A page for buyers. */
export const pageUrl = (example: string) =>
  z.string().check(
    z.refine((text: string) => {
      const url = URL.parse(text);
      return url !== null && (url.protocol === 'https:' || url.hostname === 'localhost');
    }, `must be a URL such as ${example}`),
  );

/** A whole number, also as the text that `-c name=5` gives. */
export function whole(least: number, most: number, otherwise: number) {
  const says = `must be a whole number from ${least} to ${most}`;
  const number = z.int(says).check(z.minimum(least, says), z.maximum(most, says));
  return z._default(z.pipe(z.coerce.number(says), number), otherwise);
}

export const flag = z._default(
  z.pipe(z.union([z.boolean(), z.stringbool()], 'must be true or false'), z.boolean()),
  false,
);

export const secretArn = z
  .string()
  .check(
    z.regex(/^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/, 'must be the ARN of a secret'),
  );

const SAYS_PORTONE = "identities are verified and cards charged by PortOne: give the id that PortOne's console shows";

export const portoneId = z.string(SAYS_PORTONE).check(z.minLength(1), z.maxLength(100));

/**
 * Payment companies whose money moves before we are asked, by how PortOne names them in `pgProvider`
 * (https://developers.portone.io/opi/ko/extra/manual-confirm/readme-v2): all versions of Eximbay, KICC and Payletter.
 */
const WITHOUT_MANUAL_APPROVAL = /^(EXIMBAY|KICC|PAYLETTER)(_|$)/;

const SAYS_MANUAL =
  'the card channel needs manual approval, so that no money is taken for a seat that is gone: turn it on for that ' +
  "channel in PortOne's console (수동 승인), then say so with -c portoneManualApproval=true";

export const manualApproval = z.pipe(z.union([z.boolean(), z.stringbool()], SAYS_MANUAL), z.literal(true, SAYS_MANUAL));

const SAYS_PG = 'name the payment company of the card channel as PortOne does, e.g. TOSSPAYMENTS (its `pgProvider`)';

export const cardPg = z.string(SAYS_PG).check(
  z.regex(/^[A-Z][A-Z0-9_]{1,39}$/, SAYS_PG),
  z.refine(
    (name: string) => !WITHOUT_MANUAL_APPROVAL.test(name),
    'that company has no manual approval, and would take money for seats that are gone: choose another card channel',
  ),
);
