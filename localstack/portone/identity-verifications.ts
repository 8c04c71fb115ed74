// PortOne's REST API for identity verifications, as far as the product asks for them.
import { Hono } from 'hono';
import type { Env } from './env.ts';
import { refuse } from './errors.ts';
import type { State } from './state.ts';

export function identityVerifications(state: State): Hono<Env> {
  return new Hono<Env>().get('/:id', (c) => {
    const found = state.identityVerifications.get(c.req.param('id'));
    if (found) return c.json(found);
    return refuse(c, 'IDENTITY_VERIFICATION_NOT_FOUND', '요청된 본인인증 건이 존재하지 않습니다');
  });
}
