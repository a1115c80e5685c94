import { expect, test } from 'vitest'
import { knownDeviceInWords } from './device-name'

test('when the header User-Agent is empty, a mail names no browser', () => {
  expect(knownDeviceInWords('')).toBeNull()
})
