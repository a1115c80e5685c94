import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { openDatabase } from '../../db/client'
import { isPostgresql } from '../../db/dialect'
import * as sessions from '../../db/sessions'
import { openSqlite } from '../../db/sqlite'
import { disableUser, raiseTokenVersion } from '../../db/users'
import { readSession, sessionOfRefreshTokens } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import type { Grant } from '../../lib/auth/sessions/session-tokens'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { type Held, MINUTE, SECOND, START, scene, tokenOf } from '../../lib/auth/testing'

const { at, claimsOf, db, row, signIn, tokenVersion, url } = await scene()
const { confirmGeneration, findSession, noteRetry, revokeSession, rotateSession } = sessions
/** When a token of `START` counts as received, and is still the current one. */
const SHOWN = START + 57 * SECOND

vi.mock('../../db/sessions', { spy: true })

/** Lets something happen after the next refresh has read its row and before it writes. */
function meanwhile(action: () => Promise<unknown>): void {
  const sign = crypto.subtle.sign.bind(crypto.subtle)
  vi.spyOn(crypto.subtle, 'sign').mockImplementationOnce(async (...parameters) => {
    await action()
    return sign(...parameters)
  })
}

describe('what happens between reading and writing', () => {
  test('when another refresh was first, its token is given, and no second one', async () => {
    const { id, token } = await signIn()
    const rival = { answer: null as Awaited<ReturnType<typeof refreshSession>> | null }
    meanwhile(async () => {
      rival.answer = await refreshSession(at(START + 1), token)
    })
    const answer = await refreshSession(at(START), token)
    expect(rival.answer).toMatchObject({ ok: true, outcome: 'rotated' })
    expect(answer).toMatchObject({ ok: true, outcome: 'retried' })
    if (!answer.ok || !rival.answer?.ok) return
    expect(tokenOf(answer.grant)).toBe(tokenOf(rival.answer.grant))
    expect((await row(id)).generation).toBe(1)
  })

  test('when the unseen token shows up while it is being superseded, it wins', async () => {
    const { id, token, user } = await signIn()
    await refreshSession(at(START), token)
    const now = START + 10 * MINUTE
    meanwhile(() => confirmGeneration(db, id, 1, now))
    const answer = await refreshSession(at(now), token)
    // Now two parties are known to hold this lineage.
    expect(answer).toEqual({ ok: false, code: 'token-reuse', reason: 'token-reuse' })
    expect(await row(id)).toMatchObject({ generation: 1, confirmedGeneration: 1 })
    expect(await tokenVersion(user)).toBe(1)
  })

  test('when a confirmation comes after the recovery, it changes nothing', async () => {
    const { id, token } = await signIn()
    await refreshSession(at(START), token)
    await refreshSession(at(START + 10 * MINUTE), token)
    await confirmGeneration(db, id, 1, START + 11 * MINUTE)
    expect(await row(id)).toMatchObject({ generation: 2, confirmedGeneration: null })
  })

  test('when the user signs out, there is no token for the ended session', async () => {
    const { id, token } = await signIn()
    meanwhile(() => endSession(at(START), token))
    expect(await refreshSession(at(START), token)).toEqual({
      ok: false,
      code: 'session-revoked',
      reason: 'sign-out',
    })
    expect(await row(id)).toMatchObject({ generation: 0, revokedReason: 'sign-out' })
  })

  test('when the session is revoked, there is no token for it', async () => {
    const { id, token } = await signIn()
    meanwhile(() => revokeSession(db, id, 'replaced', START))
    expect(await refreshSession(at(START), token)).toEqual({
      ok: false,
      code: 'session-revoked',
      reason: 'sign-in',
    })
    expect((await row(id)).generation).toBe(0)
  })
})

describe.each<[string, (of: Held) => Promise<unknown>, string]>([
  [
    'the session is revoked',
    ({ id }) => revokeSession(db, id, 'ended-elsewhere', START),
    'ended-elsewhere',
  ],
  [
    'all sessions end',
    ({ user }) => raiseTokenVersion(db, user.id, 0, 'sign-out-everywhere'),
    'sign-out-everywhere',
  ],
  ['the user is disabled', ({ user }) => disableUser(db, user.id, START), 'disabled'],
])('when %s while a statement waits', (_, end, reason) => {
  const over = { ok: false, code: 'session-revoked', reason }

  /** Lets the session end before a statement is executed that has been decided on. */
  async function holdBack(name: 'rotateSession' | 'noteRetry' | 'confirmGeneration', held: Held) {
    const real = await vi.importActual<typeof sessions>('../../db/sessions')
    const late =
      <Given extends unknown[], Answer>(statement: (...given: Given) => Promise<Answer>) =>
      async (...given: Given) => {
        await end(held)
        return statement(...given)
      }
    const hold = {
      rotateSession: () =>
        vi.mocked(rotateSession).mockImplementationOnce(late(real.rotateSession)),
      noteRetry: () => vi.mocked(noteRetry).mockImplementationOnce(late(real.noteRetry)),
      confirmGeneration: () =>
        vi.mocked(confirmGeneration).mockImplementationOnce(late(real.confirmGeneration)),
    }
    hold[name]()
  }

  test('no next token is given', async () => {
    const held = await signIn()
    await holdBack('rotateSession', held)
    expect(await refreshSession(at(START), held.token)).toEqual(over)
    expect((await row(held.id)).generation).toBe(0)
  })

  test('no lost answer is recovered', async () => {
    const held = await signIn()
    await refreshSession(at(START), held.token)
    await holdBack('rotateSession', held)
    expect(await refreshSession(at(START + 10 * MINUTE), held.token)).toEqual(over)
    expect((await row(held.id)).generation).toBe(1)
  })

  test('the current token is not given out again', async () => {
    const held = await signIn()
    await refreshSession(at(START), held.token)
    await holdBack('noteRetry', held)
    expect(await refreshSession(at(START + SECOND), held.token)).toEqual(over)
  })

  test.each<[string, (token: string, grant: Grant) => Promise<object | null>]>([
    ['no new access token is given', (token) => refreshSession(at(SHOWN), token)],
    ['no page is rendered', (token) => sessionOfRefreshTokens(at(SHOWN), [token])],
    [
      'no request is answered',
      async (_, grant) => readSession(at(SHOWN), await claimsOf(grant, START)),
    ],
  ])('%s on what was read before', async (_, act) => {
    const held = await signIn()
    const first = await refreshSession(at(START), held.token)
    if (!first.ok) throw new Error(first.code)
    await holdBack('confirmGeneration', held)
    // A page has no place for a reason: there is no user.
    expect((await act(tokenOf(first.grant), first.grant)) ?? { ok: false, reason }).toMatchObject({
      ok: false,
      reason,
    })
    expect(await row(held.id)).toMatchObject({ generation: 1, confirmedGeneration: null })
  })
})

/** Another program's transaction on the row of a session, or on the whole file of SQLite. */
async function otherTransaction(id: string) {
  if (!isPostgresql(url)) {
    const { native, close } = openSqlite(url)
    native.exec('begin immediate')
    return {
      endAll: () => native.exec('update users set token_version = token_version + 1'),
      commit: () => native.exec('commit'),
      close,
    }
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  await client.query('select id from sessions where id = $1 for update', [id])
  return {
    endAll: () => client.query('update users set token_version = token_version + 1'),
    commit: () => client.query('commit'),
    close: () => client.end(),
  }
}

test.each(['rotated', 'retried', 'unchanged'])(
  'when all sessions end in a transaction that a refresh waits for, none is %s',
  async (outcome) => {
    const { id, token } = await signIn()
    const first = outcome === 'rotated' ? null : await refreshSession(at(START), token)
    const now = outcome === 'retried' ? START + SECOND : SHOWN
    const presented = outcome === 'unchanged' && first?.ok ? tokenOf(first.grant) : token
    const other = await otherTransaction(id)
    const reads = vi.mocked(findSession).mock.results.length
    const answer = refreshSession(at(now), presented)
    // Its first statement has read; the one that writes cannot go on.
    await vi.waitFor(() => expect(vi.mocked(findSession).mock.results.length).toBe(reads + 1))
    await sleep(50)
    await other.endAll()
    await other.commit()
    expect(await answer).toMatchObject({ ok: false, code: 'session-revoked' })
    await other.close()
  },
)

test('when a row moves at every attempt, the answer is busy after three, and the session lives', async () => {
  const { id, token, user } = await signIn()
  // As if somebody else were always first.
  const rotate = vi.mocked(rotateSession).mockClear().mockResolvedValue(undefined)
  const answer = await refreshSession(at(START), token)
  expect(rotate).toHaveBeenCalledTimes(3)
  rotate.mockReset()
  expect(answer).toEqual({ ok: false, code: 'busy', retryAfter: 1 })
  expect(await row(id)).toMatchObject({ generation: 0, revokedAt: null })
  expect(await tokenVersion(user)).toBe(0)
  expect(await refreshSession(at(START), token)).toMatchObject({ ok: true, outcome: 'rotated' })
})

test('when the database is in trouble, the error is thrown and no session ends', async () => {
  const { token } = await signIn()
  const { close, db: closed } = openDatabase(url)
  await close()
  await expect(refreshSession({ ...at(START), db: closed }, token)).rejects.toThrow(Error)
})
