import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { MINUTE, testConfig } from '../auth/testing'
import { log } from '../log/log'
import { checkSignUp, loadSignUpCheck } from './sign-up-check'

const folder = mkdtempSync(join(tmpdir(), 'sign-up-check-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

let count = 0
/** Settings with a module of this text; of this path, where that is given. */
function checkedBy(text: string, path = join(folder, `${++count}.mjs`)) {
  writeFileSync(path, text)
  return testConfig({ AUTH_SIGN_UP_CHECK: path })
}
const attempt = { email: 'ada@example.com', network: '192.0.2.7', token: 'a token' }

let now = Date.now()
/** The answer, and what was logged meanwhile, in a new minute of the log. */
async function answerOf(config: ReturnType<typeof testConfig>) {
  now += 2 * MINUTE
  vi.spyOn(Date, 'now').mockReturnValue(now)
  const warned = vi.spyOn(log, 'warn')
  const answer = await checkSignUp(config, attempt)
  return { answer, logged: warned.mock.calls.map(([line]) => line as object) }
}

test('when no check is set, a sign-up goes on', async () => {
  expect(await answerOf(testConfig())).toEqual({ answer: null, logged: [] })
})

test('when the check returns null, the sign-up goes on; it was given the attempt', async () => {
  const config = checkedBy(`export const seen = []
export default async ({ signal, ...attempt }) => {
  seen.push({ ...attempt, aborted: signal.aborted })
  return null
}`)
  expect(await answerOf(config)).toEqual({ answer: null, logged: [] })
  const { seen } = await import(/* @vite-ignore */ `file://${config.signUpCheck}`)
  expect(seen).toEqual([{ ...attempt, aborted: false }])
})

test('when the check returns a sentence, the answer is forbidden with it', async () => {
  const config = checkedBy(`export default () => 'Only people of Example may sign up.'`)
  expect(await answerOf(config)).toEqual({
    answer: { ok: false, code: 'forbidden', detail: 'Only people of Example may sign up.' },
    logged: [],
  })
})

test.each([
  ['throws', `() => { throw new Error('no route') }`, /no route/],
  ['rejects', `async () => { throw new Error('no route') }`, /no route/],
  ['returns nothing', `() => undefined`, /neither null nor a sentence/],
  ['returns true', `async () => true`, /neither null nor a sentence/],
  ['returns an empty sentence', `() => ''`, /neither null nor a sentence/],
])('when the check %s, the answer is busy, and a line has the reason', async (_, check, reason) => {
  const { answer, logged } = await answerOf(checkedBy(`export default ${check}`))
  expect(answer).toMatchObject({ ok: false, code: 'busy', retryAfter: 5 })
  expect(logged).toEqual([
    {
      event: 'sign_up_check_failed',
      error: expect.objectContaining({ message: expect.stringMatching(reason) }),
    },
  ])
})

test('when the check hangs, its signal fires after five seconds, and the answer is busy', async () => {
  const config = checkedBy(`export default () => new Promise(() => {})`)
  const start = performance.now()
  const { answer, logged } = await answerOf(config)
  expect(performance.now() - start).toBeGreaterThan(4_900)
  expect(answer).toMatchObject({ code: 'busy' })
  expect(logged).toMatchObject([{ error: { name: 'TimeoutError' } }])
})

test.each([
  ['there is no such file', undefined, /loaded: Cannot find module '[^']+'\. Correct the path/],
  [
    'the module throws',
    `throw new Error('A_KEY is missing')`,
    /cannot be loaded: A_KEY is missing\. Correct .* what it needs, such as a setting\.$/,
  ],
  ['it exports no default', `export const check = () => null`, /default export is no function/],
  ['the default is no function', `export default 'yes'`, /default export is no function/],
])('when %s, the start is refused with a sentence', async (_, text, sentence) => {
  const path = join(folder, `bad-${++count}.mjs`)
  const config =
    text === undefined ? testConfig({ AUTH_SIGN_UP_CHECK: path }) : checkedBy(text, path)
  const loading = loadSignUpCheck(config)
  await expect(loading).rejects.toThrow(`AUTH_SIGN_UP_CHECK names ${path}, `)
  await expect(loading).rejects.toThrow(sentence)
})

test('when a path is relative, it begins at the folder that the app runs in', async () => {
  const config = testConfig({ AUTH_SIGN_UP_CHECK: './no/such-check.mjs' })
  await expect(loadSignUpCheck(config)).rejects.toThrow(join(process.cwd(), 'no/such-check.mjs'))
})
