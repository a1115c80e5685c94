import { REFRESH_COOKIE } from '@/lib/brand'
import type { PageEndReason } from '@/lib/contract/end-reasons'

const NOT_YOU = 'If that was not you, sign in and change your password.'

/** Why the session is over: what happened, and what to do. The user may read nothing else. */
const WORDS: Record<PageEndReason, { title: string; text: string }> = {
  'signed-out': { title: 'Signed out', text: 'You signed out.' },
  'signed-out-elsewhere': {
    title: 'Signed out in another tab',
    text: 'You signed out of this browser in another tab or window, so this page was closed, too.',
  },
  'signed-out-everywhere': {
    title: 'Signed out everywhere',
    text: 'Every session of your account was ended, on every device, this one too.',
  },
  'account-deleted': {
    title: 'Your account is deleted',
    text: 'Everything that was kept about you is gone, and every session of the account has ended.',
  },
  'cookie-conflict': {
    title: 'A cookie is in the way',
    text: `This browser holds the cookies of two sign-ins: it sends one of them when it loads a page, and the other when the page asks the server for something. Delete the cookies of this site whose names begin with ${REFRESH_COOKIE}, in the settings of the browser. Then sign in.`,
  },
  'sign-out': {
    title: 'Signed out',
    text: `This browser was signed out, in another tab or window of it. ${NOT_YOU}`,
  },
  'sign-in': {
    title: 'Your session was replaced',
    text: 'Someone has signed in with this browser since, which ended the session that it had before. Sign in to go on.',
  },
  'ended-elsewhere': {
    title: 'Your session was ended',
    text: `It was ended on another device, from the list of your account’s sessions. ${NOT_YOU}`,
  },
  'session-limit': {
    title: 'Your session was ended',
    text: 'Your account had as many sessions as it may have: a newer sign-in replaced this one, your oldest. Sign in to go on. Under Sessions you can end those that you no longer use.',
  },
  'sign-out-everywhere': {
    title: 'You were signed out everywhere',
    text: `All sessions of your account were ended, on every device. ${NOT_YOU}`,
  },
  'password-change': {
    title: 'Your password was changed',
    text: 'That ended this session. Sign in with the new password. If it was not you who changed it, tell the people who run this site at once.',
  },
  disabled: {
    title: 'Your account is disabled',
    text: 'The people who run this site have disabled it, and its sessions were ended. Ask them if you think that this is a mistake.',
  },
  'email-change-undone': {
    title: 'A change of your address was taken back',
    text: 'Someone opened the link that takes back the change of your email address: that ended every session of your account and its password. A link to choose a new password was sent to the address that the account has now.',
  },
  'token-reuse': {
    title: 'We ended your sessions to protect you',
    text: 'An old copy of your session was used: someone else may have copied it from one of your browsers. So that the copy is worthless, all your sessions were ended, on every device. Sign in again and change your password.',
  },
  'token-reuse-session': {
    title: 'We ended this session to protect you',
    text: 'An old copy of this session was used: someone else may have copied it from this browser. So that the copy is worthless, this session was ended; your other sessions go on. Sign in again and change your password, which ends those too.',
  },
  'out-of-date': {
    title: 'This browser’s sign-in is out of date',
    text: 'The browser has gone back to an older state: it stopped before it could save, or it was restored from a copy. Sign in to go on. If you know of no crash or backup, change your password after that.',
  },
  'session-expired': {
    title: 'Your session has expired',
    text: 'It was unused for too long, it reached its age limit, or it is no longer kept. Sign in to go on. If your account is not found, ask the people who run this site.',
  },
  'session-revoked': {
    title: 'Your session was ended',
    text: 'It was ended from another device, or because the password changed. Sign in to go on.',
  },
  'invalid-token': {
    title: 'Your sign-in is no longer valid',
    text: `The server did not accept what this browser kept of your sign-in: its keys may have changed, or another app on this host has set a cookie of the same name. Sign in again. If this message comes back, delete the cookies whose names begin with ${REFRESH_COOKIE}, in the settings of the browser.`,
  },
  'no-session': {
    title: 'You are not signed in',
    text: 'This browser no longer has your sign-in; its cookies may have been cleared. Sign in to go on.',
  },
}

export const PAGE_END_REASONS = Object.keys(WORDS) as PageEndReason[]

export const endReasonInWords = (reason: PageEndReason) => WORDS[reason]

/** Where the next sign-in leads: back to `path`, or to the new password where an attacker may have a copy. */
export function afterSignIn(reason: PageEndReason | null, path: string): string {
  const copied = reason === 'token-reuse' || reason === 'token-reuse-session'
  return copied ? '/account/security' : path
}
