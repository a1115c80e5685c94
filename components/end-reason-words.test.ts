import { describe, expect, it } from 'vitest'
import { afterSignIn, END_REASONS, endReasonInWords } from './end-reason-words'

describe('endReasonInWords', () => {
  it.each(END_REASONS)('explains %s without its code', (reason) => {
    const { title, text } = endReasonInWords(reason)
    expect(title).toMatch(/^[A-Z].+\w$/)
    expect(text).toMatch(/^[A-Z].+\.$/)
    if (reason.includes('-')) expect(text).not.toContain(reason)
  })

  it('tells a person whose session was copied what happened and what to do', () => {
    const { text } = endReasonInWords('token-reuse')
    expect(text).toContain('somebody else may have copied it')
    expect(text).toContain('all your sessions were ended')
    expect(text).toContain('change your password')
  })

  it('claims no more than was done where only the copied session was ended', () => {
    const { title, text } = endReasonInWords('token-reuse-session')
    expect(title).toContain('this session')
    expect(text).toContain('your other sessions go on')
    expect(text).not.toContain('all your sessions')
    expect(text).toContain('change your password')
  })

  it.each(['sign-out', 'ended-elsewhere', 'sign-out-everywhere'] as const)(
    'says what to do about %s if it was somebody else',
    (reason) => {
      expect(endReasonInWords(reason).text).toContain('If that was not you')
    },
  )
})

describe('afterSignIn', () => {
  it('leads a person whose session was copied to where the password is changed', () => {
    expect(afterSignIn('token-reuse', '/account')).toBe('/account/security')
    expect(afterSignIn('token-reuse-session', '/account')).toBe('/account/security')
  })

  it('leads everybody else back to where they were', () => {
    expect(afterSignIn('ended-elsewhere', '/account/sessions')).toBe('/account/sessions')
    expect(afterSignIn(null, '/account')).toBe('/account')
  })
})
