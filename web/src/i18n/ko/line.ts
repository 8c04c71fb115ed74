// Korean: line.
export const line = {} as const;
