// feature: metrics
import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { startSeveral } from '../support/several'

const METRICS_TOKEN = 'tR4vXw9mQe2kJr0ZbWnLhT6yUcA1sDfGpO8iKxNzBvC'
const PROCESSES = 2
const PEOPLE = 12

test('when two processes serve, each answers with the metrics of both', async () => {
  const DATABASE_URL = `file:${test.info().outputPath('app.db')}`
  const app = await startSeveral(PROCESSES, { DATABASE_URL, METRICS_TOKEN })
  try {
    await app.untilReady(PROCESSES)
    for (let person = 0; person < PEOPLE; person += 1) await signUpAndIn(app)
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => new Client(app).get('/api/metrics', bearer(METRICS_TOKEN))),
    )
    for (const { status, text } of asked) {
      expect(status, text).toBe(200)
      expect(text).toContain(`_security_events_total{type="sign-in"} ${PEOPLE}\n`)
    }
  } finally {
    app.signal('SIGTERM')
    await app.ended
  }
})
