import type { AccountEvent } from '@/lib/contract/answers'
import { LINK_LIFETIMES } from '@/lib/contract/link-lifetimes'

type EventType = AccountEvent['type']

/** `alarm`: an attacker may be at work. `notice`: worth a second look. */
export type EventTone = 'alarm' | 'notice' | 'plain'

type Words = { title: string; text?: string; tone: EventTone }

const WORDS: Record<EventType, Words> = {
  'sign-up': { title: 'Account created', tone: 'plain' },
  'sign-in': { title: 'Signed in', tone: 'plain' },
  'sign-in-failed': {
    title: 'Sign-in failed',
    text: 'Someone entered your address with a wrong password.',
    tone: 'notice',
  },
  'sign-out': { title: 'Signed out', tone: 'plain' },
  'sign-out-everywhere': {
    title: 'Signed out everywhere',
    text: 'All sessions of your account were ended.',
    tone: 'plain',
  },
  'password-changed': {
    title: 'Password changed',
    text: 'All other sessions of your account were ended.',
    tone: 'notice',
  },
  'password-reset-link': {
    title: 'A link for a new password was made',
    text: `It works once, for ${LINK_LIFETIMES['password-reset'].words}. If you did not ask for it, tell the people who run this site.`,
    tone: 'notice',
  },
  'password-reset': {
    title: 'Password reset',
    text: 'A new password was chosen through a link, and all sessions of your account were ended.',
    tone: 'notice',
  },
  'session-ended': { title: 'A session was ended', tone: 'plain' },
  'session-limit': {
    title: 'Oldest session ended',
    text: 'Your account had as many sessions as it may have, so a new sign-in replaced the oldest.',
    tone: 'notice',
  },
  'refresh-recovered': {
    title: 'Session recovered',
    text: 'An answer of the server did not reach this browser, or the browser stopped before it could save it. The session goes on.',
    tone: 'plain',
  },
  'stale-session-ended': {
    title: 'An out-of-date session was ended',
    text: 'A browser came back with an old copy of it, as after a crash or from a backup. Your other sessions go on. If you know of no crash or backup, change your password.',
    tone: 'notice',
  },
  'token-reuse': {
    title: 'An old copy of a session was used',
    text: 'Someone else may have copied it from your browser, so it was ended. If you have not changed your password since, do it now.',
    tone: 'alarm',
  },
  'step-up': { title: 'Password confirmed', tone: 'plain' },
  'step-up-failed': {
    title: 'Password check failed',
    text: 'Someone entered a wrong password in a browser that was signed in.',
    tone: 'notice',
  },
  'email-verified': { title: 'Address verified', tone: 'plain' },
  'email-change-requested': {
    title: 'A change of your address was asked for',
    text: 'It takes place when the link in the mail to the new address is opened.',
    tone: 'notice',
  },
  'email-changed': {
    title: 'Address changed',
    text: `The mail to your earlier address has a link that takes this back, for ${LINK_LIFETIMES['undo-email-change'].words}.`,
    tone: 'notice',
  },
  'email-change-undone': {
    title: 'Change of your address taken back',
    text: 'Your account has the earlier address, and all sessions and the password of your account were ended.',
    tone: 'notice',
  },
  'account-disabled': {
    title: 'Account disabled',
    text: 'By the people who run this site.',
    tone: 'notice',
  },
  'account-enabled': {
    title: 'Account enabled again',
    text: 'By the people who run this site.',
    tone: 'plain',
  },
}

/** What happened, in words for the user. */
export function eventInWords({ type, sessionId }: Pick<AccountEvent, 'type' | 'sessionId'>): Words {
  if (type === 'session-ended' && sessionId === null) {
    return { title: 'All other sessions were ended', tone: 'plain' }
  }
  return WORDS[type]
}

/** Of an address only the network is kept: 192.0.2.0/24 is shown as 192.0.2.*. */
export const networkInWords = (network: string) =>
  network.replace(/\.0\/24$/, '.*').replace(/::\/48$/, ':*')
