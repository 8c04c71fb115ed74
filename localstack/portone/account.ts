// The local store at the stand-in for PortOne: ids and the API secret, which opens nothing but the stand-in.

export const STORE_ID = 'store-onsale-local';
export const IDENTITY_CHANNEL_KEY = 'channel-key-onsale-local-identity';
export const API_SECRET = 'local-stand-in-no-secret';
