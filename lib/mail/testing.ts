/** A message of each kind, for tests and the preview. */
import type { MailMessage, MailOf } from './message'

const ORIGIN = 'https://app.example.com'
const TOKEN = '#token=q8Zt3xW0pVn5Lr7cJ2mKdA4sYbHfUeGi1oXvRk9TNwE'
const FORGOT = `${ORIGIN}/forgot-password`
const UNDO = `${ORIGIN}/undo-email-change${TOKEN}`

const happened = {
  at: Date.UTC(2026, 10, 26, 16, 31),
  device: 'Chrome 143 on Windows',
  network: '192.0.2.0/24',
}
const byOperator = { at: happened.at, device: null, network: null }

export const SAMPLES: { [Kind in MailMessage['kind']]: MailOf<Kind> } = {
  'verify-email': { kind: 'verify-email', link: `${ORIGIN}/verify-email${TOKEN}` },
  'finish-sign-up': { kind: 'finish-sign-up', link: `${ORIGIN}/reset-password${TOKEN}` },
  'already-signed-up': {
    kind: 'already-signed-up',
    link: `${ORIGIN}/sign-in`,
    resetLink: FORGOT,
  },
  'reset-password': { kind: 'reset-password', link: `${ORIGIN}/reset-password${TOKEN}` },
  'confirm-email-change': {
    kind: 'confirm-email-change',
    link: `${ORIGIN}/confirm-email-change${TOKEN}`,
    email: 'ada.new+app@example.org',
  },
  'email-change-requested': {
    kind: 'email-change-requested',
    newEmail: 'ada.new+app@example.org',
    link: UNDO,
    happened,
  },
  'email-changed': {
    kind: 'email-changed',
    newEmail: 'ada.new+app@example.org',
    link: UNDO,
    happened,
  },
  'email-restored': { kind: 'email-restored', link: `${ORIGIN}/reset-password${TOKEN}` },
  'password-changed': { kind: 'password-changed', link: FORGOT, happened },
  'new-sign-in': { kind: 'new-sign-in', link: FORGOT, happened },
  'token-reuse': { kind: 'token-reuse', link: FORGOT, happened },
  'account-disabled': { kind: 'account-disabled', happened: byOperator },
  'account-deleted': { kind: 'account-deleted', happened },
}
