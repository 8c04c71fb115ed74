// What the person at the terminal sees when everything is up: addresses, logins, what to do next.
import type { Cloud } from './cloud.ts';
import type { StackFile } from './stack-file.ts';

export interface Welcome {
  readonly apiUrl: string;
  readonly portoneUrl: string;
  readonly cloud: Cloud;
  /** For somebody who signs up: nobody can guess it. */
  readonly verificationId: string;
  readonly logins: StackFile['logins'];
}

export function welcome({ apiUrl, portoneUrl, cloud, verificationId, logins }: Welcome): string {
  const { buyer, operator } = logins;
  const json = "-H 'content-type: application/json'";
  const body = JSON.stringify({ email: buyer.email, password: buyer.password });
  const person = JSON.stringify({ name: '박바다', birthDate: '1990-01-01' });
  return `
  Shop       ${apiUrl}
  Organiser  ${apiUrl}/organiser  (signed in as the operator)
  API        ${apiUrl}/api/v1
  AWS        ${cloud.endpoint}  (region ${cloud.region})
  PortOne    ${portoneUrl}  (a stand-in: open it to play an identity verification)
  Buyer      ${buyer.email} / ${buyer.password}
  Operator   ${operator.email} / ${operator.password}

  Try it     curl ${apiUrl}/api/v1/concerts/available
             curl -X POST ${apiUrl}/api/v1/auth/login ${json} -d '${body}'
  Sign up    with an identityVerificationId: a page of the stand-in gives one, or
             curl -X POST ${portoneUrl}/play/identity-verifications/${verificationId} ${json} -d '${person}'
  Pay by     card: POST /payments with method CARD gives a paymentId, whose window is
             ${portoneUrl}/play/payments/<paymentId>  (the books of all: without the id)
  A crowd    npm run onsale          (in another terminal)
  Anew       npm start -- --reset

  Logs of all functions follow. Ctrl-C ends everything and keeps the data.
`;
}
