// The address of the page for who forgot their password.
import { paths } from '../../paths.ts';

/** @param next where one goes on to afterwards */
export const resetPath = (next: string): string =>
  next === '/' ? paths.resetPassword() : `${paths.resetPassword()}?${new URLSearchParams({ next })}`;
