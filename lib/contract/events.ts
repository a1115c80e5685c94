/** What the app keeps of the things that happen to an account. */
export const SECURITY_EVENT_TYPES = [
  'sign-up',
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'sign-out-everywhere',
  'password-changed',
  'password-reset-link',
  'password-reset',
  'session-ended',
  'session-limit',
  'refresh-recovered',
  'stale-session-ended',
  'token-reuse',
  'step-up',
  'step-up-failed',
  'email-verified',
  'email-change-requested',
  'email-changed',
  'email-change-undone',
  'account-disabled',
  'account-enabled',
] as const

export type SecurityEventType = (typeof SECURITY_EVENT_TYPES)[number]
