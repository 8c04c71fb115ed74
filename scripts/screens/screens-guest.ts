// The pages that everybody sees.

import type { Draft } from '../../web/src/pages/account/draft.ts';
import { paths } from '../../web/src/paths.ts';
import { nameOf } from './scene.ts';
import { go, type Screen } from './screen.ts';

export const guestScreens: readonly Screen[] = [
  {
    name: 'concerts',
    says: 'What is on sale, and what is coming',
    isDark: true,
    open: (stage) => go(stage, paths.concerts(), stage.say('concerts.title')),
  },
  {
    name: 'concert',
    says: 'A concert with its date and what is left of each grade',
    open: (stage) => go(stage, paths.concert(stage.scene.concerts.jazz.concertId), nameOf('jazz', stage.language)),
  },
  {
    name: 'coming',
    says: 'A concert that comes on sale soon, counted down by the server’s clock',
    open: (stage) =>
      go(stage, paths.concert(stage.scene.concerts.acoustic.concertId), nameOf('acoustic', stage.language)),
  },
  {
    name: 'sign-in',
    says: 'Signing in',
    open: (stage) => go(stage, paths.signIn(), stage.say('account.signIn.title')),
  },
  {
    name: 'sign-up',
    says: 'Signing up: who one is',
    async open(stage) {
      await stage.page.evaluate('sessionStorage.clear()');
      await go(stage, paths.signUp(), stage.say('account.signUp.title'));
    },
  },
  {
    name: 'sign-up-form',
    says: 'Signing up: how one signs in',
    async open(stage) {
      const { page, scene, say } = stage;
      const identityVerificationId = await scene.people.verify();
      const draft: Draft = {
        purpose: 'SIGN_UP',
        identityVerificationId,
        isVerified: true,
        email: '',
        next: '/',
        at: Date.now(),
      };
      const kept = JSON.stringify(JSON.stringify(draft));
      await page.evaluate(`sessionStorage.setItem('onsale.identity', ${kept})`);
      await go(stage, paths.signUp(), say('account.signUp.title'));
      await page.getByLabel(say('account.email')).fill('haneul@example.com');
    },
  },
  {
    name: 'reset-password',
    says: 'A new password for who forgot theirs',
    async open(stage) {
      await stage.page.evaluate('sessionStorage.clear()');
      await go(stage, paths.resetPassword(), stage.say('account.reset.title'));
    },
  },
  {
    name: 'not-found',
    says: 'An address that leads nowhere',
    open: (stage) => go(stage, '/nowhere', stage.say('common.notFound')),
  },
];
