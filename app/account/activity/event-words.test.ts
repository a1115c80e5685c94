import { expect, it } from 'vitest'
import { eventInWords, networkInWords } from './event-words'

it('says what ended: one session, or all others', () => {
  expect(eventInWords({ type: 'session-ended', sessionId: 's-1' }).title).toBe(
    'A session was ended',
  )
  expect(eventInWords({ type: 'session-ended', sessionId: null }).title).toBe(
    'All other sessions were ended',
  )
})

it('tells a person whose session was copied what to do', () => {
  const { text, tone } = eventInWords({ type: 'token-reuse', sessionId: 's-1' })
  expect(text).toContain('Somebody else may have copied it')
  expect(text).toContain('changed your password')
  expect(tone).toBe('alarm')
})

it.each([
  ['192.0.2.0/24', '192.0.2.*'],
  ['2001:db8:7::/48', '2001:db8:7:*'],
])('%s is shown as %s', (network, words) => {
  expect(networkInWords(network)).toBe(words)
})
