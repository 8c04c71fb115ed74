// English: what each refusal of the API means for who reads it, and what to do next.
export const errors = {
  // Of every page.
  INVALID_REQUEST: 'Something you entered is not right. Please check it and try again.',
  UNAUTHENTICATED: 'You are not signed in. Sign in to go on.',
  OPERATORS_ONLY: 'Only organisers can do this. Please sign in with an organiser account.',
  NOT_FOUND: 'We cannot find this. Check the address, or look in the list of concerts.',
  NOT_ACCEPTABLE: 'This browser cannot open this. Please update it and open the page again.',
  PAYLOAD_TOO_LARGE: 'That is too much at once. Please send less.',
  UNSUPPORTED_MEDIA_TYPE: 'This kind of content is not accepted. Please reload the page and try again.',
  IDEMPOTENCY_KEY_REUSED:
    'This differs from what was sent before, so nothing was done. Please reload the page and try again.',
  UNEXPECTED:
    'Something unexpected went wrong. Try again in a moment. If it happens again, ask for help and mention the number below.',
  TRY_AGAIN: 'It is very busy right now. Please try again in a moment.',
  UPSTREAM_UNREACHABLE: 'The server does not answer. Please try again in a moment.',
  network: 'The server could not be reached. Check your connection and try again.',
  outdated: 'There is a newer version of this page. Please reload it.',
  unknown: 'Something went wrong. Please try again. If it happens again, ask for help.',

  // Accounts.
  EMAIL_TAKEN: 'That email address already has an account. Use another one, or sign in.',
  ALREADY_A_MEMBER: 'You already have an account. Sign in, or set a new password if you forgot yours.',
  LEFT_RECENTLY: 'You deleted your account not long ago and cannot sign up yet. Please try again later.',
  IDENTITY_NOT_VERIFIED: 'Your identity could not be confirmed. Please verify it again.',
  IDENTITY_MISMATCH:
    'The verified person has no account with this email address. Check the address you signed up with.',
  TOO_MANY_ATTEMPTS: 'There were too many attempts. Wait a little, then try again.',
  UNDER_AGE: 'You are too young for an account. Please come back when you are old enough.',
  TERMS_CHANGED: 'The terms have changed meanwhile. Please accept the new ones.',
  IDENTITY_PROVIDER_UNAVAILABLE: 'Identities cannot be verified right now. Please try again in a moment.',
  BAD_CREDENTIALS: 'The email address or the password is wrong. Check both and try again.',
  WRONG_PASSWORD: 'The current password is wrong. Please enter it again.',
  TOKEN_EXPIRED: 'You signed in a long time ago and were signed out. Please sign in again.',
  TOKEN_REUSED: 'You were signed out for your safety. Please sign in again.',
  SESSION_NOT_FOUND: 'That device is signed out already. Please reload the list.',

  // Concerts and dates.
  CONCERT_NOT_FOUND: 'There is no such concert. Please look for it in the list of concerts.',
  CATEGORY_NOT_FOUND: 'There is no such category. Please check its code.',
  LAYOUT_NOT_FOUND: 'The seat map cannot be found. Please reload the page and try again.',
  SCHEDULE_NOT_FOUND: 'There is no such date. Please choose a date on the concert page.',
  SCHEDULE_REQUIRED: 'Several dates are on sale. Please choose one of them.',
  SALE_NOT_OPEN: 'This is not on sale now. The concert page says when booking opens.',
  CODE_TAKEN: 'That code is in use already. Please enter another one.',

  // The line.
  NOT_YOU: 'This place in line is another person’s. Please join the line with your own account.',
  QUEUE_TOKEN_INVALID: 'Your place in line cannot be read. Please join the line again on the concert page.',
  QUEUE_TOKEN_ENDED: 'Your place in line has ended. Please join the line again on the concert page.',
  JOINING_STOPPED: 'Nobody new can join the line right now. Please check the concert page again later.',
  SOLD_OUT: 'Sold out. Cancelled seats may come back, so please check again later.',
  POLLING_TOO_FAST: 'This page checks too often. It goes on by itself, so please leave it open.',
  NOT_ADMITTED: 'It is not your turn now. Please check your place in the line.',
  CONFIRM_REQUIRED: 'This goes beyond the limit that was set. Confirm once more to apply it.',

  // Seats and reservations.
  SEAT_TAKEN: 'Somebody else holds one of these seats now. Please choose another one.',
  SEAT_NOT_FOUND: 'There is no such seat. Please choose one on the seat map.',
  SECTION_NOT_FOUND: 'There is no such section. Please choose one on the seat map.',
  BLOCKING_NOT_FOUND: 'These blocked seats cannot be found. Please reload the list.',
  NOT_ENOUGH_SEATS: 'There are not enough matching seats. Choose fewer, or another grade or section.',
  STREAM_TICKET_INVALID: 'The seats are no longer updated. Please reload the page.',
  RESERVATION_NOT_FOUND: 'This booking cannot be found. Please look in My tickets.',
  RESERVATION_EXPIRED: 'Your time to pay is over, and the seats are free again. Please choose seats again.',
  LIMIT_REACHED: 'This goes over the limit. Please choose fewer seats or a smaller amount.',
  NOT_CANCELLABLE: 'This booking cannot be cancelled now. Please check its status in My tickets.',
  NOT_CHANGEABLE:
    'This booking is being paid or is over, so its seats cannot change. Please check its status in My tickets.',
  REFUND_CHANGED: 'Your refund has changed meanwhile. Check the new amount and decide again.',

  // Money.
  INSUFFICIENT_BALANCE: 'Your wallet balance is too low. Top up, or pay by card.',
  PAYMENT_DECLINED: 'The card payment was declined. Try again, or pay in another way.',
  ALREADY_PAID: 'This booking is already paid. Please see My tickets.',
  PAYMENT_IN_PROGRESS: 'Your payment is being processed. Please wait a moment and do not pay again.',
  PAYMENT_EXPIRED: 'The time to pay is over. No money was taken, so please start again.',
  PAYMENT_PROVIDER_UNAVAILABLE: 'The payment service cannot be reached. Please try again in a moment.',
  AMOUNT_CHANGED: 'The amount has changed. Check the new one and pay again.',
  PAYMENT_NOT_FOUND: 'This payment cannot be found. Please look in My tickets or your wallet.',
  AMOUNT_INVALID: 'This amount cannot be topped up. Please check it.',
  PAYMENT_REQUIRED_FOR_TOP_UP: 'A top-up needs a payment. Please top up by card.',
  SIGNATURE_INVALID:
    'The signature is wrong, so nothing was accepted. Check the webhook settings of the payment service.',
  NO_REFUND_TASK: 'This payment has no refund to handle. Please reload the list.',

  // For operators alone.
  DEAD_LETTERS_NOT_FOUND: 'There is no such queue of dead letters. Please reload the list.',
  NOT_REDRIVABLE: 'Messages in this queue cannot be sent back. Publish the events again with npm run outbox:replay.',
  WEBHOOK_NOT_FOUND: 'There is no such webhook. Please reload the list.',
  DELIVERY_NOT_FOUND: 'There is no such delivery. Please reload the list.',
  WEBHOOK_URL_REFUSED: 'Nothing can be sent to this address. Enter a public https address.',
  WEBHOOK_LIMIT_REACHED: 'There cannot be more webhooks. Delete one that you do not use.',
  WEBHOOK_DISABLED: 'This webhook is disabled. Enable it, then try again.',
};
