import { expect, test } from 'vitest'
import { deviceInWords } from '../../lib/auth/sessions/device-name'

const MOZILLA = 'Mozilla/5.0'
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'

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

test.each([
  [
    `${MOZILLA} (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0`,
    'Firefox 140',
    'Windows',
  ],
  [
    `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
    'Microsoft Edge 140',
    'Windows',
  ],
  [
    `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`,
    'Chrome 140',
    'macOS',
  ],
  [
    `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
    'Safari 18',
    'macOS',
  ],
  [
    `${MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1`,
    'Safari 18',
    'iOS',
  ],
  [
    `${MOZILLA} (Linux; Android 10; K) ${WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36`,
    'Chrome 140',
    'Android',
  ],
  [
    `${MOZILLA} (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/140.0.0.0 Safari/537.36`,
    'Chrome 140',
    'Linux',
  ],
])('when the header is %s, the browser and the system are named', (userAgent, browser, system) => {
  expect(deviceInWords(userAgent)).toEqual({ browser, system })
})

test.each([
  [null, 'Unknown browser'],
  ['', 'Unknown browser'],
  [' ', 'Unknown browser'],
  ['\u0000', 'Unknown browser'],
  ['curl/8.5.0', 'curl/8.5.0'],
  [' curl/8.5.0\t', 'curl/8.5.0'],
  ['<script>alert(1)</script>/2 x', '<script>alert(1)</script>/2 x'],
  ['/', '/'],
  ['x'.repeat(60), 'x'.repeat(60)],
  ['x'.repeat(512), `${'x'.repeat(59)}…`],
])('when the browser is not known, %j is called %j', (userAgent, browser) => {
  expect(deviceInWords(userAgent)).toEqual({ browser, system: 'Unknown system' })
})
