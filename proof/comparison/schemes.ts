/**
 * Rules of rotation beside each other. The others' are restated from what they publish, as far as
 * that says what becomes of a presented token; `docs/rotation.md` names the sources.
 */
import { type Machine, REAL } from '../model/mutants'
import { newRow, type RefreshToken, refresh, type Server } from '../model/server'

/** `parent` is the token that this one was given for. */
export type Token = { id: number; parent: number | null; real?: RefreshToken }

/** `token` belongs to the refresh token of that number; using it may show that it was received. */
export type Access = { token: Token }

export type Answer =
  | { kind: 'granted'; access: Access; cookie: Token | null }
  /** Taken for theft: the session is over. */
  | { kind: 'alarm' }
  | { kind: 'refused' }

/** One session of one scheme. Times in milliseconds. */
export type Session = {
  first: Token
  present(token: Token, now: number): Answer
  use(access: Access, now: number): void
}

export type Scheme = { name: string; begin(now: number): Session }

const SECOND = 1000

/** Numbers the tokens of a session, and makes the alarm final. */
function family(rule: (family: Family) => Omit<Session, 'first'>): Session {
  let count = 0
  let isOver = false
  const issue = (parent: number | null): Token => {
    count += 1
    return { id: count, parent }
  }
  const first = issue(null)
  const { present, use } = rule({ first, issue })
  return {
    first,
    use,
    present(token, now) {
      if (isOver) return { kind: 'refused' }
      const answer = present(token, now)
      if (answer.kind === 'alarm') isOver = true
      return answer
    },
  }
}
type Family = { first: Token; issue(parent: number | null): Token }

const granted = (token: Token): Answer => ({ kind: 'granted', access: { token }, cookie: token })

/** Each token once; anything else is theft. */
export const strict: Scheme = {
  name: 'strict rotation',
  begin: () =>
    family(({ first, issue }) => {
      let current = first.id
      return {
        present(token) {
          if (token.id !== current) return { kind: 'alarm' }
          const next = issue(token.id)
          current = next.id
          return granted(next)
        },
        use: () => {},
      }
    }),
}

/**
 * The active token gives the next one. The parent of the active token gives the active one, however
 * late; any other exchanged token does so within the reuse interval, and is theft after it.
 */
export const supabase: Scheme = {
  name: 'Supabase, reuse interval 10 s',
  begin: () =>
    family(({ first, issue }) => {
      let active = first
      const exchanged = new Map<number, number>()
      return {
        present(token, now) {
          if (token.id === active.id) {
            exchanged.set(token.id, now)
            active = issue(token.id)
            return granted(active)
          }
          const since = now - (exchanged.get(token.id) ?? Number.NEGATIVE_INFINITY)
          const isAllowed = active.parent === token.id || since < 10 * SECOND
          return isAllowed ? granted(active) : { kind: 'alarm' }
        },
        use: () => {},
      }
    }),
}

/**
 * A token stays good until a child of it is used, as a refresh token or by its access token; until
 * then it gives a new child each time. After that it is theft, and so are its other children.
 */
export const supertokens: Scheme = {
  name: 'SuperTokens',
  begin: () =>
    family(({ first, issue }) => {
      let confirmed = first.id
      const confirm = (token: Token) => {
        if (token.parent === confirmed) confirmed = token.id
      }
      return {
        present(token) {
          confirm(token)
          return token.id === confirmed ? granted(issue(token.id)) : { kind: 'alarm' }
        },
        use: ({ token }) => confirm(token),
      }
    }),
}

/**
 * Each token once; within the leeway the one that was exchanged last may be exchanged again, for
 * another token. Anything else is theft. The leeway is set by the operator.
 */
export const auth0 = (leeway: number): Scheme => ({
  name: `Auth0, leeway ${leeway} s`,
  begin: () =>
    family(({ first, issue }) => {
      const fresh = new Set([first.id])
      let last: { id: number; at: number } | null = null
      return {
        present(token, now) {
          if (fresh.delete(token.id)) last = { id: token.id, at: now }
          else if (last?.id !== token.id || now - last.at >= leeway * SECOND) {
            return { kind: 'alarm' }
          }
          const next = issue(token.id)
          fresh.add(next.id)
          return granted(next)
        },
        use: () => {},
      }
    }),
})

const SETTINGS = {
  refreshGrace: 30,
  refreshCoalesce: 60,
  accessTokenTtl: 900,
  refreshTokenTtl: 604_800,
  sessionMaxAge: 2_592_000,
  reuseScope: 'user',
} as const

/** The real table; a machine may differ in a rule, to see what that rule is worth. */
const oursBy = (machine: Machine, name: string): Scheme => ({
  name,
  begin(start) {
    const row = newRow(SETTINGS, start)
    const server: Server = { ...machine, row, settings: SETTINGS }
    const real = (generation: number, issuedAt: number | null): RefreshToken => ({
      generation,
      authentic: true,
      issuedAt,
      expiresAt: Number.POSITIVE_INFINITY,
    })
    const named = (token: RefreshToken): Token => ({
      id: token.generation,
      parent: null,
      real: token,
    })
    return {
      first: named(real(0, null)),
      present(token, now) {
        const steps = refresh(server, token.real ?? real(token.id, null), now)
        let step = steps.next()
        while (!step.done) step = steps.next()
        const answer = step.value
        if (answer.kind !== 'granted') {
          const isAlarm = answer.kind === 'refused' && answer.code === 'token-reuse'
          return { kind: isAlarm ? 'alarm' : 'refused' }
        }
        const { access, cookie } = answer
        return {
          kind: 'granted',
          access: { token: { id: access.generation, parent: null } },
          cookie: cookie && named({ ...cookie.token, expiresAt: Number.POSITIVE_INFINITY }),
        }
      },
      use({ token }, now) {
        if (machine.isSaved(row, now, SETTINGS)) machine.statements.confirm(row, token.id)
      },
    }
  },
})

export const ours = oursBy(REAL, 'This app')
export const oursAtOnce = oursBy(
  { ...REAL, isSaved: () => true },
  'This app, if what is shown counted at once',
)

export const SCHEMES: Scheme[] = [strict, auth0(30), supabase, supertokens, oursAtOnce, ours]
