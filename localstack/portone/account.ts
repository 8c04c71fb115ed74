// The local store at the stand-in for PortOne: ids, the API secret and the webhooks', which open nothing but the stand-in.

export const STORE_ID = 'store-onsale-local';
export const IDENTITY_CHANNEL_KEY = 'channel-key-onsale-local-identity';
export const CARD_CHANNEL_KEY = 'channel-key-onsale-local-card';
/** Another channel of the same store, without manual approval: what a buyer could put in the place of ours. */
export const DIRECT_CHANNEL_KEY = 'channel-key-onsale-local-card-direct';
export const CARD_PG_PROVIDER = 'TOSSPAYMENTS';
export const API_SECRET = 'local-stand-in-no-secret';
export const WEBHOOK_SECRET = `whsec_${Buffer.from('local-stand-in-signs-no-secret').toString('base64')}`;

/** Where the path of the real script is served too. */
export const SDK_PATH = '/v2/browser-sdk.js';

/** What a page loads as PortOne's browser SDK. @param portoneUrl the stand-in's, as the browser reaches it */
export const browserSdkUrl = (portoneUrl: string): string => `${portoneUrl}${SDK_PATH}`;
