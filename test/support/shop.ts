// The shop in front of a test cloud: one origin with the built pages and the API, as `npm start` has it.
import { type Front, startFront } from '../../localstack/front.ts';
import { buildShop } from '../../scripts/shop.ts';

/** What a front needs to know of the cloud behind it. */
export interface BehindShop {
  /** The origin that routes (`/api/v1/…`) are appended to. */
  readonly apiUrl: string;
  /** The stand-in for PortOne, as browsers reach it. */
  readonly portoneUrl: string;
}

export type OpenShop = Pick<Front, 'origin' | 'close'>;

/**
 * @param build one that is under way
 * @returns the front, on a free port. Without an origin when the shop does not build, which is then said: tests of the
 * API alone need none.
 */
export async function startShop({ apiUrl, portoneUrl }: BehindShop, build = buildShop()): Promise<OpenShop> {
  try {
    const { folder: shop } = await build;
    return await startFront({ port: 0, apiBase: () => apiUrl, shop, sdkOrigin: new URL(portoneUrl).origin });
  } catch (error) {
    console.error(`There is no shop, and its tests will fail. ${error instanceof Error ? error.message : error}`);
    return { origin: '', close: async () => {} };
  }
}
