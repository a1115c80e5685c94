import { describe, expect, test } from 'vitest'
import { contentSecurityPolicy, REPORTS_PATH } from './content-security-policy'
import { gateOf } from './routes'

/** A policy by its directives. */
function directives(policy: string): Record<string, string[]> {
  const pairs = policy.split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ')
    return [name, sources] as const
  })
  expect(new Set(pairs.map(([name]) => name)).size).toBe(pairs.length)
  return Object.fromEntries(pairs)
}
const production = directives(
  contentSecurityPolicy({ nonce: 'N' }, { secure: true, development: false }),
)

describe('when the app runs in production', () => {
  test('scripts and styles run by this nonce only', () => {
    expect(production['script-src']).toEqual(["'self'", "'nonce-N'", "'strict-dynamic'"])
    expect(production['style-src']).toEqual(["'self'", "'nonce-N'"])
  })

  test('a static page runs what the build has named, and all else is the same', () => {
    const hashes = ['sha256-A=', 'sha256-B=']
    const fixed = directives(
      contentSecurityPolicy({ hashes }, { secure: true, development: false }),
    )
    expect(fixed).toEqual({
      ...production,
      'script-src': ["'self'", "'sha256-A='", "'sha256-B='", "'strict-dynamic'"],
      'style-src': ["'self'"],
    })
  })

  test('nothing is loaded from elsewhere, framed, or sent elsewhere', () => {
    expect(production).toMatchObject({
      'default-src': ["'self'"],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    })
  })

  test('nothing unsafe, no wildcard, no foreign host', () => {
    const sources = Object.values(production).flat()
    expect(sources.filter((source) => /unsafe|\*|https?:|\./.test(source))).toEqual([])
    expect(production['script-src']).not.toContain('data:')
  })

  test('plain http is upgraded where there is https, and only there', () => {
    expect(production).toHaveProperty('upgrade-insecure-requests')
    const plain = contentSecurityPolicy({ nonce: 'N' }, { secure: false, development: false })
    expect(directives(plain)).not.toHaveProperty('upgrade-insecure-requests')
  })

  test('what was stopped is reported, over http as well, where browsers know no endpoint', () => {
    const plain = contentSecurityPolicy({ nonce: 'N' }, { secure: false, development: false })
    expect(production).toMatchObject({ 'report-uri': [REPORTS_PATH], 'report-to': ['csp'] })
    expect(directives(plain)).toMatchObject({ 'report-uri': [REPORTS_PATH] })
    expect(directives(plain)).not.toHaveProperty('report-to')
    expect(gateOf(REPORTS_PATH)).toBe('public-api')
  })
})

test('when the app is developed, the policy allows what React needs there, and keeps the rest', () => {
  const policy = directives(
    contentSecurityPolicy({ nonce: 'N' }, { secure: true, development: true }),
  )
  expect(policy).toEqual({
    ...production,
    'script-src': ["'self'", "'nonce-N'", "'strict-dynamic'", "'unsafe-eval'"],
    'style-src': ["'self'", "'unsafe-inline'"],
  })
})
