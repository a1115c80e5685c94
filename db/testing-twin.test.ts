import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { temporaryUrl } from './testing'
import { expectBothDatabases } from './testing-twin'

test('when a test file opens a database through a helper that vitest.config.ts does not know, it fails and says what to do', () => {
  const hidden = join(inject('onBoth').root, 'db', 'hidden.test.ts')
  expect(() => expectBothDatabases(hidden)).toThrow(
    /^db\/hidden\.test\.ts .*SQLite alone\. Add the helper to OPENS_DATABASE/,
  )
})

test('when vitest.config.ts sees that a test file opens a database, the file gets one', async () => {
  expect(await temporaryUrl()).toMatch(/^(file|postgres(ql)?):/)
})
