/** What browsers report of the policies of pages: where it goes, and what becomes of it. */
import { LIMITS } from '../../lib/limits/limits'
import { Client } from '../support/client'
import { byReportTo, byReportUri, sendReport, violationsIn } from '../support/csp-reports'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

test('when a browser reports, the log has one line without queries and secrets, and no row changes', async ({
  database,
  startApp,
}) => {
  // Another server: the lines of a minute are used up on the one of the other tests.
  const app = await startApp()
  const before = database.everything()
  for (const report of [byReportUri, byReportTo]) {
    const answer = await sendReport(new Client(app), report)
    expect([answer.status, answer.text, answer.setCookies]).toEqual([204, '', []])
  }
  await expect.poll(() => violationsIn(app.output)).toHaveLength(2)
  for (const line of violationsIn(app.output)) {
    expect(line).toEqual({
      level: 'warn',
      time: expect.any(String),
      requestId: expect.any(String),
      event: 'csp_violation',
      directive: 'script-src-elem',
      page: 'https://app.example.com/account',
      blocked: 'https://evil.example/x.js',
      source: 'https://app.example.com/account',
      line: 1,
      ip: '127.0.0.0/24',
    })
  }
  expect(database.everything()).toEqual(before)

  const [{ body, ...rest }] = byReportTo.body as [(typeof byReportTo.body)[number]]
  // A flood leaves room for another directive, also where the names of its directives are made up.
  const madeUp = (n: number) => [
    { ...rest, body: { ...body, effectiveDirective: `made-up-${'x'.repeat(n)}` } },
  ]
  for (let n = 0; n < 20; n += 1) {
    await sendReport(new Client(app))
    await sendReport(new Client(app), { ...byReportTo, body: madeUp(n) })
  }
  const effectiveDirective = 'img-src'
  const blockedURL = 'data:text/html,secret'
  const other = [{ ...rest, body: { ...body, effectiveDirective, blockedURL } }]
  await sendReport(new Client(app), { ...byReportTo, body: other })
  await expect
    .poll(() =>
      violationsIn(app.output)
        .map(({ directive, blocked }) => `${directive} ${blocked}`)
        .sort(),
    )
    .toEqual([
      ...Array.from({ length: 5 }, () => 'another directive https://evil.example/x.js'),
      'img-src data:',
      ...Array.from({ length: 5 }, () => 'script-src-elem https://evil.example/x.js'),
    ])
  expect(app.output.join()).not.toContain('secret')
})

test('when what comes is no report, it is refused, and nothing of it comes back', async ({
  app,
}) => {
  const client = new Client(app)
  const shapes = ['[', '', '"x"', '{}', '{"csp-report":{}}', '[{}]', '[{"type":"deprecation"}]']
  const manyOfNone = JSON.stringify(Array.from({ length: 30_000 }, () => 0))
  for (const { type } of [byReportUri, byReportTo]) {
    for (const body of [...shapes, manyOfNone, '{"\\ud800evil":1}']) {
      const answer = await sendReport(client, { type, body })
      expectProblem(answer, 'malformed-body')
      expect(answer.text).not.toContain('evil')
    }
  }
  for (const type of ['application/json', 'text/plain', 'application/csp-report; charset=latin1']) {
    expectProblem(await sendReport(client, { ...byReportUri, type }), 'unsupported-media-type')
  }
  expectProblem(await client.send('GET', '/api/csp-reports'), 'method-not-allowed')
})

test('when a browser sends many reports together, 64 KiB are read and not a byte more', async ({
  app,
}) => {
  const client = new Client(app)
  const send = (length: number, headers = {}) =>
    sendReport(client, { type: byReportTo.type, body: '[]'.padEnd(length) }, headers)
  expect((await send(64 * 1024)).status).toBe(204)
  for (const headers of [{}, { 'Content-Length': null, 'Transfer-Encoding': 'chunked' }]) {
    expectProblem(await send(64 * 1024 + 1, headers), 'body-too-large')
  }
})

test('when one network sends more than the limit, the answer is 429', async ({ startApp }) => {
  const app = await startApp({ env: { RATE_LIMIT: 'on' } })
  const { points } = LIMITS['report-network'].windows[0]
  for (let n = 0; n < points; n += 1) expect((await sendReport(new Client(app))).status).toBe(204)
  expectProblem(await sendReport(new Client(app)), 'too-many-requests')
})
