// What a route of the stand-in may reach of Node: the connection, for faults that drop it.
import type { HttpBindings } from '@hono/node-server';

export interface Env {
  Bindings: HttpBindings;
}
