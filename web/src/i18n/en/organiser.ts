// English: organiser.
export const organiser = {};
