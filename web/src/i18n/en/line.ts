// English: line.
export const line = {};
