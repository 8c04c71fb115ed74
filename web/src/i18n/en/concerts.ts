// English: concerts.
export const concerts = {};
