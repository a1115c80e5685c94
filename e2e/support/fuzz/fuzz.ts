/**
 * Every operation of the API's description is sent what its schema makes, and what breaks parsers. No
 * answer is a 5xx, each refusal is a problem document, and a refused call changes no row.
 */
import fc from 'fast-check'
import { expect } from 'playwright/test'
import { type ErrorCode, PROBLEMS } from '../../../lib/contract/errors'
import type { App } from '../app'
import type { Answer } from '../client'
import type { AppDatabase } from '../database'
import { allDelivered } from '../mails'
import { Description, type Document } from '../openapi'
import { bodyOf, everyOperation, ownId } from '../operations'
import { bearer, type SignedIn, signUpAndIn } from '../people'
import { expectProblem } from '../problems'
import { exchangeRaw } from '../raw'
import { isIncomplete } from './bytes'
import { type Shot, shotsAt, written } from './requests'

/** Node and the app refuse these before they know which operation is meant, or that it takes no body. */
const OF_THE_WIRE: ErrorCode[] = [
  'malformed-request',
  'headers-too-large',
  'request-timeout',
  'body-too-large',
]

/** A wrong password is refused, and on purpose the account's owner sees that it was tried. */
const TRIED = /^security_events .*"type":"(sign-in|step-up)-failed"/

/** Of the operations: a test for each, so that a long run says that it goes on. */
export const PARTS = [1, 2, 3, 4, 5, 6, 7, 8]

type Scene = { app: App; database: AppDatabase }

/**
 * @param part one of `PARTS`.
 * @param runs of each operation.
 * @param seed of the requests; the error of a failure names it, with the smallest request that fails.
 * @returns how many answers there were, by operation and status.
 */
export async function fuzz(
  { app, database }: Scene,
  { part, runs, seed }: { part: number; runs: number; seed: number },
): Promise<Record<string, Record<string, number>>> {
  const operations = await everyOperation(app)
  const document = await (await fetch(`${app.url}/api/openapi.json`)).json()
  const description = new Description(document as Document)
  const seen: Record<string, Record<string, number>> = {}
  for (const [index, described] of operations.entries()) {
    if (index % PARTS.length !== part - 1) continue
    const { operationId } = described.operation
    const statuses: Record<string, number> = {}
    seen[operationId] = statuses
    let who = await settled(app)
    let id = await ownId(who, described.path, operations)
    let before = refusable(database)
    let previous = ''
    const property = fc.asyncProperty(shotsAt(described, description.document), async (shot) => {
      const good = bodyOf({ described, who }) ?? {}
      const answer = await sent(app, shot, written(shot, app, who, good, id))
      count(statuses, String(answer?.status ?? 'none'))
      if (answer && answer.status < 300 && !isSafe(shot)) {
        // It may have ended the session, or changed the password: the next shot has its own user.
        who = await settled(app)
        id = await ownId(who, described.path, operations)
        before = refusable(database)
      }
      const after = refusable(database)
      const changed = difference(before, after)
      before = after
      judge(answer, shot, description, app)
      const blamed = `changed by a refused call, or by the end of the one before: ${previous}`
      previous = JSON.stringify(shot)
      expect(changed, blamed).toEqual({ gone: [], come: [] })
    })
    // Each operation has requests of its own, whichever others there are.
    const own = Buffer.from(operationId).reduce((sum, byte) => sum + byte, seed)
    await fc.assert(property, { numRuns: runs, seed: own }).catch((error: Error) => {
      const why = error.cause instanceof Error ? `\n${error.cause.message}` : ''
      error.message = `${operationId}, of the run with the seed ${seed}: ${error.message}${why}`
      throw error
    })
  }
  return seen
}

/** A user whose session's first use has been noted, when no mail is left: from here on nothing writes by itself. */
async function settled(app: App): Promise<SignedIn> {
  const who = await signUpAndIn(app)
  await who.client.get('/api/me', bearer(who.accessToken))
  await allDelivered(app)
  return who
}

const refusable = (database: AppDatabase) => database.rows().filter((row) => !TRIED.test(row))

function difference(before: string[], after: string[]) {
  const [was, is] = [new Set(before), new Set(after)]
  return {
    gone: before.filter((row) => !is.has(row)),
    come: after.filter((row) => !was.has(row)),
  }
}

const isSafe = ({ method }: Shot) => ['GET', 'HEAD', 'OPTIONS'].includes(method)

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

/**
 * All at once, or part by part. A server that refuses what it has read closes the connection, and what
 * is written to it then takes the answer with it.
 */
function sent(app: App, shot: Shot, parts: Buffer[]): Promise<Answer | undefined> {
  const { pause } = shot.framing
  const pieces = pause === 0 ? [Buffer.concat(parts)] : parts
  return exchangeRaw(app, pieces, { pause, end: isCut(shot) })
}

/** May more be awaited than is sent? Then this side ends the connection, and there may be no answer. */
const isCut = ({ members, text, framing, headers }: Shot) =>
  ((members ?? text) !== null && isIncomplete(framing)) ||
  headers.some((line) => /^(Transfer-Encoding|Content-Length):/.test(line))

/** @throws where an answer is none that a caller can work with. */
function judge(answer: Answer | undefined, shot: Shot, description: Description, app: App): void {
  if (!answer) {
    expect(isCut(shot) || shot.framing.pause > 0, 'no answer').toBe(true)
    return
  }
  const path = shot.path.replace(/\{\w+\}/g, 'x')
  const described = description.operation(shot.method, path) !== undefined
  // Beside the API there are pages.
  if (!described && !path.startsWith('/api/')) {
    expect(answer.status).toBeLessThan(500)
    return
  }
  const isHead = shot.method === 'HEAD'
  if (answer.status === 304) {
    expect(isSafe(shot)).toBe(true)
  } else if (answer.status >= 300 && answer.status < 400) {
    // To the one spelling of a path, and never away.
    const { location = '' } = answer.headers
    expect(new URL(location, app.url).origin).toBe(app.url)
    // A path that is described already leads where its description says.
    if (described && new URL(path, app.url).pathname === path) {
      expect(description.complaints(shot.method, path, answer), location).toEqual([])
    }
  } else if (answer.status < 400 || isHead) {
    expect(answer.status).toBeLessThan(500)
    if (described && !isHead) expect(description.complaints(shot.method, path, answer)).toEqual([])
  } else {
    const { code } = answer.json<{ code: ErrorCode }>()
    expect(Object.keys(PROBLEMS)).toContain(code)
    expect(code).not.toBe('internal-error')
    expectProblem(answer, code)
    if (!described) expect(answer.status).toBeLessThan(500)
    else if (!OF_THE_WIRE.includes(code)) {
      expect(description.complaints(shot.method, path, answer)).toEqual([])
    }
  }
}
