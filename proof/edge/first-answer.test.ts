import { expect, test } from 'vitest'
import { firstAnswer } from '../../lib/http/first-answer'
import { REFUSED_METHOD } from '../../lib/http/problem'

const answerTo = (line: string, headers: Record<string, string> = {}) => {
  const [method, url] = line.split(' ')
  return firstAnswer({ method, url, headers })
}
const ROOT_TREE = encodeURIComponent('["",{"children":["__PAGE__",{}]}]')

test('when nothing is wrong with a request, Next answers it', () => {
  for (const line of [
    'GET /',
    'HEAD /account',
    'GET /account/',
    'GET //account',
    'GET /apiary/x',
    'GET /_next/static/chunks/a.js',
    'POST /api/auth/login',
    'DELETE /api/account/sessions/x?y=//',
    'POST /.well-known/jwks.json',
    'GET /api/%',
  ]) {
    expect(answerTo(line), line).toBeNull()
  }
  expect(answerTo('GET /', { 'next-router-state-tree': ROOT_TREE })).toBeNull()
})

test('when a page or a file is asked for by another method than GET and HEAD, it is a 405', async () => {
  for (const line of [
    'POST /',
    'PUT /account',
    'DELETE /icon.svg',
    'POST /account/',
    'POST //',
    // Next resolves these to pages.
    'POST /api/../account',
    'POST /api/%2e%2e/account',
    'POST /api\\..\\account',
    'POST /x/%2e%2e/%61pi/me',
  ]) {
    const answer = answerTo(line)
    expect(answer?.status, line).toBe(405)
    expect(answer?.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
    expect(await answer?.json()).toMatchObject({ code: 'method-not-allowed' })
  }
  expect(answerTo('OPTIONS /', { [REFUSED_METHOD]: 'true' })?.status).toBe(405)
  expect(answerTo('OPTIONS /')?.status).toBe(204)
})

test('when a path under /api is spelt with slashes to spare, it is a 404 and no redirect', async () => {
  for (const path of ['/api/', '//api', '/api//me', '/api/me/', '/api\\me', '/x/..//api/me']) {
    const answer = answerTo(`GET ${path}`)
    expect(await answer?.json(), path).toMatchObject({ code: 'not-found' })
  }
})

test('when the crash page is asked for by its name, it is a 404', () => {
  for (const path of ['/_global-error', '/_global-error/', '/x/../_global-error?x']) {
    expect(answerTo(`GET ${path}`)?.status, path).toBe(404)
  }
})

test('when a target names no path, it is a 400, but for OPTIONS *', () => {
  for (const line of ['GET *', 'POST *', 'GET ftp://evil.example/', 'GET http:///account']) {
    expect(answerTo(line)?.status, line).toBe(400)
  }
  expect(answerTo('OPTIONS *')?.status).toBe(204)
  // TRACE, PROPFIND …: they arrive as OPTIONS with a mark.
  expect(answerTo('OPTIONS *', { [REFUSED_METHOD]: 'true' })?.status).toBe(400)
})

test('when the Host header is no host, it is a 400', async () => {
  for (const path of ['/', '/account', '/api/me', '/icon.svg']) {
    for (const host of [
      'a b',
      '<a>',
      '"a"',
      "a'b",
      'a\x00',
      'a\t',
      'é',
      'a/b',
      'u@a',
      '[',
      'a:x',
      'a,b',
    ]) {
      const answer = answerTo(`GET ${path}`, { host })
      expect(answer?.status, `${path} ${host}`).toBe(400)
      expect(await answer?.json()).toMatchObject({ code: 'malformed-request' })
    }
    for (const host of [
      '',
      'localhost',
      'a_b.Example:8080',
      'xn--e1a.example.',
      '127.0.0.1:1',
      '[::1]:3000',
    ]) {
      expect(answerTo(`GET ${path}`, { host }), `${path} ${host}`).toBeNull()
    }
  }
})

test('when Next cannot read where a page is, it is a 400', () => {
  for (const tree of ['x', '%', '[]', '{}', '["",{"children":["a"]}]', 'a'.repeat(50_000)]) {
    expect(answerTo('GET /', { 'next-router-state-tree': tree })?.status, tree.slice(0, 40)).toBe(
      400,
    )
  }
})

test('when a body says that it is too large, it is a 413, whatever it is for', async () => {
  for (const line of ['POST /api/auth/login', 'POST /api/nowhere', 'POST /', 'GET /account']) {
    const answer = answerTo(line, { 'content-length': '16385' })
    expect(answer?.status, line).toBe(413)
    expect(await answer?.json()).toMatchObject({ code: 'body-too-large' })
  }
  expect(answerTo('POST /api/auth/login', { 'content-length': '16384' })).toBeNull()
})
