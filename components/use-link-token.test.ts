import { describe, expect, it } from 'vitest'
import { linkToken } from './use-link-token'

const TOKEN = `${'aB3-_'.repeat(8)}xyz`

describe('linkToken', () => {
  it.each(['', '.', ')', '%20', '_', '-', '_)', '…'])('when "%s" follows, it is no part', (end) => {
    expect(linkToken(`#token=${TOKEN}${end}`)).toBe(TOKEN)
  })

  it.each([
    ['it is cut', `#token=${TOKEN.slice(0, -1)}`],
    ['it is wrapped', `#token=${TOKEN.slice(0, 20)}%0A${TOKEN.slice(20)}`],
    ['it is encoded for a mail', `#token=3D${TOKEN}`],
    ['there is none', '#token='],
    ['it is longer', `#token=${TOKEN}x`],
  ])('when %s, the link is not complete', (_, hash) => {
    expect(linkToken(hash)).toBeNull()
  })
})
