// English: what each refusal of the API means for who reads it, and what to do next.
export const errors = {
  UNAUTHENTICATED: '',
  unknown: '',
  network: '',
};
