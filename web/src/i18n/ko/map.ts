// Korean: map.
export const map = {} as const;
