// What the CDN in front of the API sends along with every request, by its names on both sides.

/** The secret that proves it to be ours. */
export const EDGE_HEADER = 'x-onsale-edge';

/** The address of who called it, IPv4 or IPv6 without a port. */
export const VIEWER_HEADER = 'x-onsale-viewer';
