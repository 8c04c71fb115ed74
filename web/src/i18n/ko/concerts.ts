// Korean: concerts.
export const concerts = {} as const;
