// What the person at the terminal sees when everything is up: addresses, logins, what to do next.
import type { Cloud } from './cloud.ts';
import type { StackFile } from './stack-file.ts';

export function welcome(origin: string, cloud: Cloud, { buyer, operator }: StackFile['logins']): string {
  const body = JSON.stringify({ email: buyer.email, password: buyer.password });
  return `
  API        ${origin}/api/v1
  AWS        ${cloud.endpoint}  (region ${cloud.region})
  Buyer      ${buyer.email} / ${buyer.password}
  Operator   ${operator.email} / ${operator.password}

  Try it     curl ${origin}/api/v1/concerts/available
             curl -X POST ${origin}/api/v1/auth/login -H 'content-type: application/json' -d '${body}'
  A crowd    npm run onsale          (in another terminal)
  Anew       npm start -- --reset

  Logs of all functions follow. Ctrl-C ends everything and keeps the data.
`;
}
