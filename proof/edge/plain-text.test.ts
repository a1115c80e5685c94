import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { kindOf, levelOf, redacted } from '../../lib/log/plain-text'

test('when a printed text holds a secret, the log does not', () => {
  for (const [text, logged] of [
    [
      'Request body exceeded 64KB for /api/me?access_token=SECRET. Only the first',
      'Request body exceeded 64KB for /api/… Only the first',
    ],
    ['/nowhere/eyJhbGciOi.eyJzdWIiOi.SECRET gone', '/nowhere/… gone'],
    ['a cut token eyJhbGciOi', 'a cut token …'],
    ['authorization: Bearer SECRET', 'authorization: Bearer …'],
    ['hash $2b$12$SECRET/x.y', 'hash …'],
    ['connect postgres://me:SECRET@db.example.com/x', 'connect postgres://…@db.example.com/x'],
    ['no account secret.person+tag@mail.example', 'no account …'],
    ['\u001b[31m⨯\u001b[39m Error: x', '⨯ Error: x'],
    ['at /app/node_modules/@next/env/index.js:1:2', 'at /app/node_modules/@next/env/index.js:1:2'],
    [
      "Error: Failed query: select 1\nparams: SECRET\n    at run (x.js:1)\n  query: 'SECRET',\n  params: [ 'SECRET' ],\n  [cause]: error: no such table\n      at y.js",
      'Error: Failed query\n    at run (x.js:1)\n  [cause]: error: no such table\n      at y.js',
    ],
  ] as const) {
    expect(redacted(text), text).toBe(logged)
  }
})

test('when a text is long, it is cut, and soon', () => {
  for (const piece of ['a', 'a@', '?', 'eyJ', '://', '$2b$', 'a.']) {
    expect(redacted(piece.repeat(100_000)).length).toBeLessThanOrEqual(2_000)
  }
})

test('when a text holds the path of a stranger, only its first part is kept, and no long word', () => {
  for (const [text, logged] of [
    [`body of /api/${'x'.repeat(1_000)} cut`, 'body of /api/… cut'],
    [`body of /${'x'.repeat(9_000)}`, `body of /${'x'.repeat(32)}/…`],
    ['/reset/a-secret-of-someone failed', '/reset/… failed'],
    ["cannot open '/app/data/app.db'", "cannot open '/app/data/app.db'"],
    ['Error: x\n    at /app/lib/a.ts:1:2', 'Error: x\n    at /app/lib/a.ts:1:2'],
    [`host ${'y'.repeat(9_000)}`, `host ${'y'.repeat(200)}…`],
  ] as const) {
    expect(redacted(text), text.slice(0, 40)).toBe(logged)
  }
})

test('when two texts differ in a path, a number or a quoted word, they are of one kind', () => {
  const texts = ['/a/1', '/a/2?x=y', '/a/b/c/d'].map((path) => `exceeded 64KB for ${path}\nmore`)
  expect(new Set(texts.map(kindOf)).size).toBe(1)
  expect(kindOf('no "x" in 17 ms')).toBe(kindOf('no "other thing" in 4 ms'))
  expect(kindOf('one')).not.toBe(kindOf('two'))
})

test('when Next warns or fails, the level says which', () => {
  expect(levelOf(' ⚠ Something', 'stderr')).toBe('warn')
  expect(levelOf('TypeError: x', 'stderr')).toBe('error')
  expect(levelOf('⨯ x', 'stderr')).toBe('error')
  expect(levelOf('✓ Ready in 1 s', 'stdout')).toBe('info')
})

test('when anything prints in a process that is wrapped, each thing is one line of JSON', () => {
  const script = `
    await import('./scripts/lib/typescript.mjs')
    const { wrapPlainText } = await import('./lib/log/plain-text.ts')
    wrapPlainText()
    console.log('one\\ntwo')
    console.error(new Error('three?token=SECRET'))
    console.warn('⚠ four')
    process.stderr.write(Buffer.from('five'), () => console.log('six'))
    console.log('')
    process.emitWarning('seven')
    for (let index = 0; index < 100; index += 1) console.warn('too long: /api/' + index)
    console.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    console.warn('{"level":"warn","time":"x","event":"malicious_cors","ip":null}')
  `
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', `${script}`], {
    encoding: 'utf8',
  })
  const entries = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(entries).toHaveLength(12)
  expect(entries).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ level: 'info', event: 'console', text: 'one\ntwo' }),
      expect.objectContaining({ level: 'error', text: expect.stringMatching(/^Error: three\?…/) }),
      expect.objectContaining({ level: 'warn', text: '⚠ four' }),
      expect.objectContaining({ level: 'warn', text: 'five' }),
      expect.objectContaining({ level: 'info', text: 'six' }),
      expect.objectContaining({ level: 'warn', event: 'node_warning', text: 'seven' }),
      { level: 'warn', time: expect.stringMatching(/^20/), event: 'malicious_cors', ip: null },
    ]),
  )
  expect(output).not.toContain('SECRET')
})
