import { expect, it } from 'vitest'
import { eventInWords, networkInWords } from './event-words'

it('when sessions were ended, says whether it was one or all others', () => {
  expect(eventInWords({ type: 'session-ended', sessionId: 's-1' }).title).toBe(
    'A session was ended',
  )
  expect(eventInWords({ type: 'session-ended', sessionId: null }).title).toBe(
    'All other sessions were ended',
  )
})

it('when a session was copied, says what to do', () => {
  const { text, tone } = eventInWords({ type: 'token-reuse', sessionId: 's-1' })
  expect(text).toContain('Someone else may have copied it')
  expect(text).toContain('changed your password')
  expect(tone).toBe('alarm')
})

it.each([
  ['192.0.2.0/24', '192.0.2.*'],
  ['2001:db8:7::/48', '2001:db8:7:*'],
])('when the network is %s, shows %s', (network, words) => {
  expect(networkInWords(network)).toBe(words)
})
