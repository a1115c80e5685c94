import { expect, test } from 'vitest'
import { deviceInWords } from '../../lib/auth/sessions/device-name'

const MOZILLA = 'Mozilla/5.0'

test('when a known browser claims an endless version, its name is cut as well', () => {
  const { browser } = deviceInWords(`${MOZILLA} (X11; Linux) Firefox/${'1'.repeat(480)}.0`)
  expect(browser).toMatch(/^Firefox 1+…$/)
  expect(browser).toHaveLength(60)
})

test('when a header is hostile, it is read within seconds', () => {
  const started = performance.now()
  for (const part of ['Mozilla/5.0 (', 'Version/', 'Safari ', '(a/', 'Opera ', ' OPR/1']) {
    deviceInWords(part.repeat(512).slice(0, 512))
  }
  expect(performance.now() - started).toBeLessThan(5_000)
})
