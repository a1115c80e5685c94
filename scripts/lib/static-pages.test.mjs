import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sealPage, staticPagesOf, UnfitBuild } from './static-pages.mjs'

const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`
const known = { isOwn: (text) => text === 'own()', fileOf: (src) => Buffer.from(`file ${src}`) }
const FLIGHT = 'self.__next_f.push([1,"a\\n"])'

describe('a static page', () => {
  it('when it is sealed, it gets the hash of each file, and its policy that of everything that runs', () => {
    const html = `<head><link rel="preload" as="script" href="/b.js" integrity="sha256-old"/><script src="/a.js" async=""></script><script>own()</script></head><script>${FLIGHT}</script>`
    const [a, b] = [hashOf('file /a.js'), hashOf('file /b.js')]
    const sealed = sealPage(html, known)
    expect(sealed.html).toBe(
      `<head><link rel="preload" as="script" href="/b.js" integrity="${b}"/><script src="/a.js" async="" integrity="${a}"></script><script>own()</script></head><script>${FLIGHT}</script>`,
    )
    expect(sealPage(sealed.html, known)).toEqual(sealed)
    expect(sealed.hashes.sort()).toEqual([a, b, hashOf('own()'), hashOf(FLIGHT)].sort())
  })

  it.each([
    ['<script>alert(1)</script>', /inline script that nothing vouches for: alert/],
    ['<script>self.__next_f.push([1,alert(1)])</script>', /nothing vouches/],
    [`<script>${FLIGHT};alert(1)</script>`, /nothing vouches/],
    ['<script>(self.__next_f=self.__next_f||[]).push([alert(1)])</script>', /nothing vouches/],
    ['<p style="color:red">', /style of its own/],
    ['<style>p{}</style>', /style of its own/],
    [Array.from({ length: 60 }, (_, n) => `<script src="/${n}.js"></script>`).join(''), /bytes/],
  ])('when it has %j, it is refused', (html, problem) => {
    expect(() => sealPage(html, known)).toThrow(UnfitBuild)
    expect(() => sealPage(html, known)).toThrow(problem)
  })
})

describe('a build', () => {
  const gateOf = (path) => (path.startsWith('/account') ? 'protected-page' : 'page')
  const routes = { '/(public)/page': '/', '/account/page': '/account', '/api/x/route': '/api/x' }
  const made = { initialRevalidateSeconds: false }

  it('when its pages are as they have to be, they are its static pages', () => {
    expect(staticPagesOf(routes, { '/': made }, gateOf)).toEqual(['/'])
  })

  it.each([
    ['a page for everyone is rendered for each request', {}, /^\/ is rendered for each request/],
    [
      'it would be made again',
      { '/': { initialRevalidateSeconds: 60 } },
      /^\/ would be made again/,
    ],
    ['a page of a user is not', { '/': made, '/account': made }, /^\/account is the same for/],
  ])('when %s, it is refused', (_, prerendered, problem) => {
    expect(() => staticPagesOf(routes, prerendered, gateOf)).toThrow(problem)
  })
})
