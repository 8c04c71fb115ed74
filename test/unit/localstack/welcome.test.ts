// What a person reads who ran npm start: the shop first.
import { expect, it } from 'vitest';
import { cloudAt } from '../../../localstack/cloud.ts';
import { welcome } from '../../../localstack/welcome.ts';

it('says first where the shop is, then the page of the organiser, then the API', () => {
  const lines = welcome({
    apiUrl: 'http://localhost:8080',
    portoneUrl: 'http://127.0.0.1:4580',
    cloud: cloudAt('http://127.0.0.1:4566'),
    verificationId: 'verification-1',
    logins: {
      buyer: { email: 'buyer@example.com', password: 'buyer-password' },
      operator: { email: 'operator@example.com', password: 'operator-password' },
    },
  })
    .trim()
    .split('\n');
  expect(lines.slice(0, 3).map((line) => line.trim().split(/ {2,}/).slice(0, 2))).toEqual([
    ['Shop', 'http://localhost:8080'],
    ['Organiser', 'http://localhost:8080/organiser'],
    ['API', 'http://localhost:8080/api/v1'],
  ]);
});
