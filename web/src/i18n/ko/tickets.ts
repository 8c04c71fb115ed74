// Korean: tickets.
export const tickets = {} as const;
