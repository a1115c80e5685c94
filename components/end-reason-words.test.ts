import { describe, expect, it } from 'vitest'
import { afterSignIn, endReasonInWords, PAGE_END_REASONS } from './end-reason-words'

describe('endReasonInWords', () => {
  it.each(PAGE_END_REASONS)('when a session ends by %s, explains it without the code', (reason) => {
    const { title, text } = endReasonInWords(reason)
    expect(title).toMatch(/^[A-Z].+\w$/)
    expect(text).toMatch(/^[A-Z].+\.$/)
    if (reason.includes('-')) expect(text).not.toContain(reason)
  })

  it('when a session was copied, says what happened and what to do', () => {
    const { text } = endReasonInWords('token-reuse')
    expect(text).toContain('someone else may have copied it')
    expect(text).toContain('all your sessions were ended')
    expect(text).toContain('change your password')
  })

  it('when only the copied session was ended, claims no more', () => {
    const { title, text } = endReasonInWords('token-reuse-session')
    expect(title).toContain('this session')
    expect(text).toContain('your other sessions go on')
    expect(text).not.toContain('all your sessions')
    expect(text).toContain('change your password')
  })

  it.each(['sign-out', 'ended-elsewhere', 'sign-out-everywhere'] as const)(
    'when a session ends by %s, says what to do if it was someone else',
    (reason) => {
      expect(endReasonInWords(reason).text).toContain('If that was not you')
    },
  )
})

describe('afterSignIn', () => {
  it('when a session was copied, leads to the page that changes the password', () => {
    expect(afterSignIn('token-reuse', '/account')).toBe('/account/security')
    expect(afterSignIn('token-reuse-session', '/account')).toBe('/account/security')
  })

  it('when it was not, leads back', () => {
    expect(afterSignIn('ended-elsewhere', '/account/sessions')).toBe('/account/sessions')
    expect(afterSignIn(null, '/account')).toBe('/account')
  })
})
