// English: map.
export const map = {};
