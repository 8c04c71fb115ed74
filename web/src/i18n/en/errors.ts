// English: what each refusal of the API means for who reads it, and what to do next.
export const errors = {
  // Of every page.
  INVALID_REQUEST: 'Something that was entered is not right. Please check it and try again.',
  UNAUTHENTICATED: 'You are not signed in. Sign in to go on.',
  OPERATORS_ONLY: 'Only operators may do this. Please sign in with an operator account.',
  NOT_FOUND: 'This is not there. Check the address, or look for it in the list of concerts.',
  NOT_ACCEPTABLE: 'This browser cannot receive this. Please update it and open the page again.',
  PAYLOAD_TOO_LARGE: 'That is too much at once. Please send less.',
  UNSUPPORTED_MEDIA_TYPE: 'That kind of content is not accepted. Please reload the page and try again.',
  IDEMPOTENCY_KEY_REUSED:
    'This differs from what was sent before, so nothing was done. Please reload the page and try again.',
  UNEXPECTED:
    'Something unexpected went wrong. Try again in a moment; if it stays, ask for help and mention the number below.',
  TRY_AGAIN: 'There is too much to do at the moment. Please try again shortly.',
  UPSTREAM_UNREACHABLE: 'The server does not answer. Please try again in a moment.',
  network: 'The server could not be reached. Check your connection and try again.',
  outdated: 'There is a newer version of this page. Please reload it and try again.',
  unknown: 'Something went wrong. Please try again; if it stays, ask for help.',

  // Accounts.
  EMAIL_TAKEN: 'That e-mail address already has an account. Use another one, or sign in.',
  ALREADY_A_MEMBER: 'You already have an account. Sign in, or set a new password if you forgot yours.',
  LEFT_RECENTLY: 'You left not long ago and cannot come back yet. Please try again later.',
  IDENTITY_NOT_VERIFIED: 'Your identity could not be confirmed. Please verify it again.',
  IDENTITY_MISMATCH:
    'The verified person has no account with this e-mail address. Check the address you signed up with.',
  TOO_MANY_ATTEMPTS: 'There were too many attempts. Wait a little, then try again.',
  UNDER_AGE: 'You are too young for an account. Please come back when you are old enough.',
  TERMS_CHANGED: 'The terms have changed meanwhile. Please accept the new ones.',
  IDENTITY_PROVIDER_UNAVAILABLE: 'Identities cannot be verified at the moment. Please try again shortly.',
  BAD_CREDENTIALS: 'The e-mail address or the password is wrong. Check both and try again.',
  WRONG_PASSWORD: 'The current password is wrong. Please enter it again.',
  TOKEN_EXPIRED: 'You were signed out after a long time. Please sign in again.',
  TOKEN_REUSED: 'You were signed out for your safety. Please sign in again.',
  SESSION_NOT_FOUND: 'That device is signed out already. Please reload the list.',

  // Concerts and dates.
  CONCERT_NOT_FOUND: 'There is no such concert. Please look for it in the list of concerts.',
  CATEGORY_NOT_FOUND: 'There is no such category. Please check its code.',
  LAYOUT_NOT_FOUND: 'The seat map is not there. Please reload the page and try again.',
  SCHEDULE_NOT_FOUND: 'There is no such date. Please choose a date on the concert page.',
  SCHEDULE_REQUIRED: 'Several dates are on sale. Please choose one of them.',
  SALE_NOT_OPEN: 'This is not on sale now. The concert page says when it is.',
  CODE_TAKEN: 'That code is in use already. Please enter another one.',

  // The line.
  NOT_YOU: 'This place in line is another person’s. Please join with your own account.',
  QUEUE_TOKEN_INVALID: 'Your place in line cannot be read. Please join again on the concert page.',
  QUEUE_TOKEN_ENDED: 'Your place in line has ended. You can join again on the concert page.',
  JOINING_STOPPED: 'Nobody new can join the line at the moment. Please look at the concert page again later.',
  SOLD_OUT: 'All tickets are sold. Some may come back when others cancel: look again later.',
  POLLING_TOO_FAST: 'This page asks too often. It goes on by itself: leave it as it is.',
  NOT_ADMITTED: 'It is not your turn now. The waiting room shows your place in line.',
  CONFIRM_REQUIRED: 'This goes beyond the limit that was set. Confirm it if you mean it.',

  // Seats and reservations.
  SEAT_TAKEN: 'Somebody was faster: a seat is taken. Please choose another one.',
  SEAT_NOT_FOUND: 'There is no such seat. Please choose one on the seat map.',
  SECTION_NOT_FOUND: 'There is no such section. Please choose one on the seat map.',
  BLOCKING_NOT_FOUND: 'There is no such blocking. Please reload the list.',
  NOT_ENOUGH_SEATS: 'There are not enough seats of that kind. Choose fewer, or another grade or section.',
  STREAM_TICKET_INVALID: 'News of the seats does not come any more. Please reload the page.',
  RESERVATION_NOT_FOUND: 'There is no such reservation. Please look for it in My tickets.',
  RESERVATION_EXPIRED: 'The time to pay is over, and the seats are free again. Please choose seats once more.',
  LIMIT_REACHED: 'That is more than one person may have. Please choose less.',
  NOT_CANCELLABLE: 'This reservation cannot be cancelled now. My tickets shows how it stands.',
  NOT_CHANGEABLE:
    'This reservation is being paid or is over, so its seats stay as they are. My tickets shows how it stands.',
  REFUND_CHANGED: 'What you get back has changed meanwhile. Look at the new amount and decide again.',

  // Money.
  INSUFFICIENT_BALANCE: 'Your balance is too low. Charge your wallet, or pay by card.',
  PAYMENT_DECLINED: 'The card payment was declined. Try again, or pay another way.',
  ALREADY_PAID: 'This is paid already. You find it in My tickets.',
  PAYMENT_IN_PROGRESS: 'Your payment is being processed. Please wait a moment, and do not pay again.',
  PAYMENT_EXPIRED: 'The time for this payment is over. No money was taken: please begin again.',
  PAYMENT_PROVIDER_UNAVAILABLE: 'The payment service cannot be reached. Please try again in a moment.',
  AMOUNT_CHANGED: 'The amount has changed. Look at the new one and pay again.',
  PAYMENT_NOT_FOUND: 'There is no such payment. Please look in My tickets or your wallet.',
  AMOUNT_INVALID: 'This amount cannot be charged. Please check it.',
  PAYMENT_REQUIRED_FOR_TOP_UP: 'Charging needs a payment. Please charge by card.',
  SIGNATURE_INVALID:
    'The signature is wrong, so nothing was accepted. Check the webhook settings of the payment service.',
  NO_REFUND_TASK: 'No refund of this payment waits for an operator. Please reload the list.',

  // For operators alone.
  DEAD_LETTERS_NOT_FOUND: 'There is no such queue of dead letters. Please reload the list.',
  NOT_REDRIVABLE: 'What is in this queue goes back to no queue. Publish the events again with npm run outbox:replay.',
  WEBHOOK_NOT_FOUND: 'There is no such webhook. Please reload the list.',
  DELIVERY_NOT_FOUND: 'There is no such delivery. Please reload the list.',
  WEBHOOK_URL_REFUSED: 'Nothing can be sent to this address. Enter a public https address.',
  WEBHOOK_LIMIT_REACHED: 'There cannot be more webhooks. Delete one that you do not use.',
  WEBHOOK_DISABLED: 'This webhook is disabled. Enable it, then try again.',
};
