import fc from 'fast-check'
import { test, vi } from 'vitest'
import { commonPasswords, isCommonPassword } from '../../lib/auth/passwords/common-passwords'
import { passwordWeakness } from '../../lib/auth/passwords/new-password'

vi.mock('../../lib/auth/passwords/common-passwords', { spy: true })

const context = { email: 'christine.smith@parkhotel.example', minLength: 15 }

test('when a password is made at random or of random words, none is refused', () => {
  // The same answer, without reading the list from end to end some thousand times.
  const listed = new Set(commonPasswords().toString().split('\n'))
  vi.mocked(isCommonPassword).mockImplementation((password) => listed.has(password))
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 4, maxLength: 8 })
  const long = (unit: string[]) =>
    fc.string({ unit: fc.constantFrom(...unit), minLength: 16, maxLength: 64 })
  const signs = [...'!#$%&()*+,-./:;<=>?@[]^_{|}~0123456789', ...letters]
  const generated = fc.oneof(
    long(letters),
    long(signs),
    long([...'0123456789abcdef']),
    fc
      .tuple(
        fc.uniqueArray(word, { minLength: 4, maxLength: 7 }),
        fc.constantFrom(' ', '-', '.', ''),
      )
      .map(([words, separator]) => words.join(separator)),
    fc.uuid(),
  )
  fc.assert(
    fc.property(generated, (password) => passwordWeakness(password, context) === null),
    { numRuns: 3000 },
  )
  vi.mocked(isCommonPassword).mockRestore()
})
