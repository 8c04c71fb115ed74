// English: tickets.
export const tickets = {};
