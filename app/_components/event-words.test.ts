import { expect, it } from 'vitest'
import { eventInWords } from './event-words'

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
