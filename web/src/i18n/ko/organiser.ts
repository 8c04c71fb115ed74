// Korean: organiser.
export const organiser = {} as const;
