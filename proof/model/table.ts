/**
 * The rotation table in words, row by row and in order: the first row whose condition holds is the
 * one that counts. `docs/rotation.md` is made from this; a test holds it to `decideRotation`.
 */
import {
  type PresentedToken,
  type RotationDecision,
  type RotationRules,
  type RotationState,
  SIGN_OUT,
} from '../../lib/auth/sessions/rotation'

export type TableRow = {
  presented: string
  session: string
  result: string
  /** What the browser receives: the `Session-Refresh` header, or the code of the refusal. */
  answer: string
  why: string
  holds(of: Situation): boolean
}

export type Situation = {
  session: RotationState
  presented: PresentedToken
  now: number
  rules: RotationRules
}

const isStrict = ({ rules }: Situation) => rules.refreshGrace === 0 && rules.refreshCoalesce === 0
const isCurrent = ({ session, presented }: Situation) => presented.generation === session.generation
const isPrevious = (of: Situation) =>
  !isStrict(of) && of.presented.generation === of.session.previousGeneration
/** Less than so many seconds ago; what has never happened was not. */
const within = (at: number | null, seconds: number, now: number) =>
  at !== null && now - at < seconds * 1000
const retriedWithin = ({ session, now }: Situation, seconds: number) =>
  session.rotatedAt !== null &&
  session.retriedAt !== null &&
  session.retriedAt >= session.rotatedAt &&
  within(session.retriedAt, seconds, now)
const rotatedWithin = ({ session, now }: Situation, seconds: number) =>
  within(session.rotatedAt, seconds, now)

export const TABLE: TableRow[] = [
  {
    presented: 'a generation that was never issued, or a `jti` or hash that does not prove it',
    session: 'any',
    result: '401, no alarm',
    answer: 'invalid-token',
    why: 'Anyone can make this up. If it were an alarm, anyone could raise it.',
    holds: ({ session, presented }) =>
      !presented.authentic || presented.generation > session.generation,
  },
  {
    presented: 'any',
    session: '`token_version` is behind',
    result: '401, no alarm',
    answer: 'session-revoked',
    why: 'Everything of the user has ended already. One reuse is one alarm: otherwise a stale copy could sign its owner out again and again.',
    holds: ({ session }) => session.tokenVersion !== session.userTokenVersion,
  },
  {
    presented: 'any',
    session: 'ended by its own sign-out more than G ago',
    result: '**reuse**: all sessions and tokens of the person end',
    answer: 'token-reuse',
    why: 'Signing out cleared the cookie. After G nothing of that browser is under way, so this is a copy.',
    holds: ({ session, now, rules }) =>
      session.revokedReason === SIGN_OUT &&
      session.revokedAt !== null &&
      now - session.revokedAt > rules.refreshGrace * 1000,
  },
  {
    presented: 'any',
    session: 'ended in any other way',
    result: '401, no alarm',
    answer: 'session-revoked',
    why: 'Its browser may not have heard yet. There is nothing left to protect.',
    holds: ({ session }) => session.revokedAt !== null,
  },
  {
    presented: 'any',
    session: 'past its idle or absolute limit',
    result: '401, no alarm',
    answer: 'session-expired',
    why: 'The same.',
    holds: ({ session, now }) => now >= Math.min(session.idleExpiresAt, session.absoluteExpiresAt),
  },
  {
    presented: 'current',
    session: 'rotated less than R ago, or given out again (`retried`) less than R ago',
    result: 'new access token, same cookie',
    answer: 'unchanged',
    why: 'Reloads and tabs ask all the time. Were each a rotation, what is still under way would be two generations behind when it arrives.',
    holds: (of) =>
      isCurrent(of) &&
      !isStrict(of) &&
      (rotatedWithin(of, of.rules.refreshCoalesce) || retriedWithin(of, of.rules.refreshCoalesce)),
  },
  {
    presented: 'current',
    session: 'any other living one',
    result: '**next generation**; the presented one becomes the previous',
    answer: 'rotated',
    why: 'This is what makes a copy worthless.',
    holds: isCurrent,
  },
  {
    presented: 'previous',
    session: 'rotated less than G ago',
    result: 'the identical current token again; G does not start anew',
    answer: 'retried',
    why: 'The answer was lost or is late, or another tab was faster. A second token would be a fork.',
    holds: (of) => isPrevious(of) && rotatedWithin(of, of.rules.refreshGrace),
  },
  {
    presented: 'previous',
    session:
      'rotated G ago or more, and the current one was given out again less than 25 s ago, or G where that is less',
    result: 'new access token of the presented generation, same cookie',
    answer: 'unchanged',
    why: 'That answer may still be under way. A next generation would be overwritten by it in the cookie jar, and that would look like theft; so would a request that was sent just before it arrived.',
    holds: (of) => isPrevious(of) && retriedWithin(of, Math.min(of.rules.refreshGrace, 25)),
  },
  {
    presented: 'previous',
    session:
      'rotated G ago or more, and no one has shown the current one 55 s, or R where that is less, after it was last given out',
    result: '**next generation in place of the current one**; the presented one stays the previous',
    answer: 'recovered',
    why: 'The answer never came: a closed lid, a tunnel. Or the browser was killed, and has forgotten it: until then it may not have been on disk. If a thief has it instead, it works no more, and is reuse when it is presented.',
    holds: (of) => isPrevious(of) && of.session.confirmedGeneration !== of.session.generation,
  },
  {
    presented: 'any other that was issued',
    session: 'living',
    result: '**reuse**: all sessions and tokens of the person end',
    answer: 'token-reuse',
    why: 'Two parties hold this lineage, and no one can say which of them is the thief.',
    holds: () => true,
  },
]

/** The row that a situation falls under. */
export function rowOf(situation: Situation): TableRow {
  return TABLE.find((row) => row.holds(situation)) as TableRow
}

/** The answer to the browser after a decision, in the words of the table. */
export function answerTo(decision: RotationDecision): string {
  if (decision.kind === 'refused') return decision.code
  return decision.kind === 'reuse' ? 'token-reuse' : decision.kind
}

export function tableInMarkdown(): string {
  const rows = TABLE.map(
    ({ presented, session, result, answer, why }, index) =>
      `| ${index + 1} | ${presented} | ${session} | ${result} | \`${answer}\` | ${why} |`,
  )
  const head = '| | presented | session | result | outcome | why |\n|--:|---|---|---|---|---|'
  return [head, ...rows].join('\n')
}
