import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { secretWeakness } from '../../lib/config/secret-strength'

/** 32 bytes with no pattern, the same in every run. */
const randomBytes = (seed: number) => createHash('sha256').update(`seed ${seed}`).digest()

test.each<BufferEncoding>(['base64url', 'hex'])(
  'when 5,000 random secrets are made in %s, none is refused',
  (encoding) => {
    const secrets = Array.from({ length: 5000 }, (_, seed) => randomBytes(seed).toString(encoding))
    expect(secrets.filter((secret) => secretWeakness(secret) !== null)).toEqual([])
  },
)
