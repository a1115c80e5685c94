import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isJson, readBody } from '../../lib/http/body'
import { hasBody } from '../../lib/http/header-values'

const LIMIT = 16 * 1024
const schema = z.object({ name: z.string('A name, please.') })
const JSON_TYPE = { 'content-type': 'application/json' }

type Init = RequestInit & { duplex?: 'half' }
function request(body: RequestInit['body'], headers: Record<string, string> = JSON_TYPE) {
  const init: Init = { method: 'POST', body, headers, duplex: 'half' }
  return new Request('http://localhost/', init)
}
const read = (body: RequestInit['body'], headers?: Record<string, string>) =>
  readBody(request(body, headers), schema)
const code = async (body: RequestInit['body'], headers?: Record<string, string>) => {
  const answer = await read(body, headers)
  return answer.ok ? 'ok' : answer.code
}

/** A JSON document of exactly so many bytes. */
const ofSize = (size: number) => `{"name":"${'x'.repeat(size - 11)}"}`

/** A body that comes piece by piece and says nothing of its length. */
function stream(pieces: Iterable<string | Uint8Array>) {
  let cancelled = false
  const iterator = pieces[Symbol.iterator]()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = iterator.next()
      if (done) controller.close()
      else controller.enqueue(typeof value === 'string' ? new TextEncoder().encode(value) : value)
    },
    cancel() {
      cancelled = true
    },
  })
  return { body, cancelled: () => cancelled }
}

describe('16 KiB are the limit', () => {
  test('when a body has one byte more, it is refused', async () => {
    expect(ofSize(LIMIT)).toHaveLength(LIMIT)
    expect(await code(ofSize(LIMIT))).toBe('ok')
    expect(await code(ofSize(LIMIT + 1))).toBe('body-too-large')
  })

  test('when characters have several bytes, the bytes count', async () => {
    const euros = (count: number) => `{"name":"${'€'.repeat(count)}"}`
    expect(await code(euros(5000))).toBe('ok')
    expect(await code(euros(6000))).toBe('body-too-large')
  })

  test('when no length is given, the limit holds', async () => {
    expect(await code(stream([ofSize(LIMIT)]).body)).toBe('ok')
    expect(await code(stream([ofSize(LIMIT), ' ']).body)).toBe('body-too-large')
  })

  test('when the given length is false, the limit holds', async () => {
    const lie = { ...JSON_TYPE, 'content-length': '5' }
    expect(await code(stream([ofSize(LIMIT + 1)]).body, lie)).toBe('body-too-large')
    expect(await code(stream([ofSize(100)]).body, { ...lie, 'content-length': '-1' })).toBe('ok')
    expect(await code(stream([ofSize(100)]).body, { ...lie, 'content-length': 'x' })).toBe('ok')
  })

  test('when the given length is too large, the body is not read', async () => {
    let pulled = 0
    function* pieces() {
      for (;;) {
        pulled += 1
        yield 'x'
      }
    }
    const headers = { ...JSON_TYPE, 'content-length': String(LIMIT + 1) }
    expect(await code(stream(pieces()).body, headers)).toBe('body-too-large')
    // What a stream reads ahead by itself, and nothing more.
    expect(pulled).toBeLessThan(5)
  })

  test('when a body has no end, reading stops at the limit', async () => {
    let pulled = 0
    function* endless() {
      for (;;) {
        pulled += 1
        yield ' '.repeat(1024)
      }
    }
    const { body, cancelled } = stream(endless())
    expect(await code(body)).toBe('body-too-large')
    expect(cancelled()).toBe(true)
    expect(pulled).toBeLessThan(25)
  })

  test('when a body comes in pieces, they are joined wherever they are cut', async () => {
    const bytes = new TextEncoder().encode('{"name":"ñ€🔑"}')
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte))
    expect(await read(stream(single).body)).toEqual({ ok: true, value: { name: 'ñ€🔑' } })
  })
})

test('when a body breaks off, what has come of it counts for nothing', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"name":"x"}')),
    pull: (controller) => controller.error(new Error('aborted')),
  })
  expect(await code(body)).toBe('malformed-body')
})

describe('malformed bodies', () => {
  test.each<[string, RequestInit['body']]>([
    ['nothing', ''],
    ['no body at all', null],
    ['blanks', '  '],
    ['half a document', '{"name":"x"'],
    ['two documents', '{"name":"x"}{}'],
    ['a comma at the end', '{"name":"x",}'],
    ['single quotes', "{'name':'x'}"],
    ['a comment', '{"name":"x"} // hello'],
    ['a form', 'name=x'],
    ['NaN', 'NaN'],
    ['a bare line feed in a text', '{"name":"\n"}'],
    ['a byte that is not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['an overlong encoding', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22)],
    ['half a character', Uint8Array.of(0x22, 0xe2, 0x82, 0x22)],
    ['an encoded surrogate', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ['UTF-16', Buffer.from('{"name":"x"}', 'utf16le')],
    ['16,000 brackets', '['.repeat(16_000)],
  ])('when the body is %s, it is refused', async (_, body) => {
    expect(await code(body)).toBe('malformed-body')
  })

  test('when a byte order mark is in front, it is ignored (RFC 8259 section 8.1)', async () => {
    expect(await read('\ufeff{"name":"x"}')).toEqual({ ok: true, value: { name: 'x' } })
    expect(await code('\ufeff\ufeff{"name":"x"}')).toBe('malformed-body')
  })
})

describe('well-formed bodies of another shape', () => {
  test.each(['null', 'true', '0', '"x"', '[]', '[{"name":"x"}]', '[[[]]]'])(
    'when the body is %s, it is no object',
    async (body) => {
      const answer = await read(body)
      expect(answer).toMatchObject({ ok: false, code: 'invalid-input', errors: [{ path: '' }] })
    },
  )

  test.each(['{}', '{"name":1}', '{"name":null}', '{"name":["x"]}', '{"Name":"x"}'])(
    'when the body is %s, the field has a message',
    async (body) => {
      expect(await read(body)).toEqual({
        ok: false,
        code: 'invalid-input',
        errors: [{ path: 'name', message: 'A name, please.' }],
      })
    },
  )

  test('when a field is within a field, the error has its path', async () => {
    const nested = z.object({ a: z.object({ b: z.array(z.number()) }) })
    const answer = await readBody(request('{"a":{"b":[1,"x"]}}'), nested)
    expect(answer).toMatchObject({ errors: [{ path: 'a.b.1' }] })
  })
})

describe('unknown members', () => {
  test('when a body has them, they are dropped', async () => {
    const answer = await read('{"name":"x","role":"admin","constructor":{"prototype":{"a":1}}}')
    expect(answer).toEqual({ ok: true, value: { name: 'x' } })
  })

  test.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'when a member is %s, it reaches no prototype',
    async (member) => {
      const answer = await read(`{"${member}":{"polluted":true,"name":"y"},"name":"x"}`)
      expect(answer).toEqual({ ok: true, value: { name: 'x' } })
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
      if (answer.ok) expect(Object.getPrototypeOf(answer.value)).toBe(Object.prototype)
    },
  )

  test('when a required member is in __proto__, it is missing', async () => {
    expect(await code('{"__proto__":{"name":"x"}}')).toBe('invalid-input')
  })
})

describe('the content type', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json ; charset = utf-8',
    'application/json; charset=utf8',
    'application/json;',
    'application/json; charset=utf-8;',
    'application/json;; charset=utf-8',
    'application/json; odata.metadata=minimal',
  ])('when it is %s, it is JSON', async (type) => {
    expect(await code('{"name":"x"}', { 'content-type': type })).toBe('ok')
  })

  test.each([
    '',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json-seq',
    'application/problem+json',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json, text/plain',
    'text/plain; application/json',
    'text/plain;application/json;charset=utf-8',
    'application/json/x',
    '\u00a0application/json',
    'application/json; charset=utf-7',
    'text/plain;charset=application/json',
    'application/jsontext/plain',
    '*/*',
  ])('when it is %j, it is not JSON', async (type) => {
    const headers = new Headers({ 'content-type': type })
    expect(isJson(headers)).toBe(false)
    expect(await code('{"name":"x"}', { 'content-type': type })).toBe('unsupported-media-type')
  })

  test('when there is none, it is not JSON', async () => {
    expect(isJson(new Headers())).toBe(false)
    expect(await code(stream(['{"name":"x"}']).body, {})).toBe('unsupported-media-type')
  })
})

test.each<[Record<string, string>, boolean]>([
  [{}, false],
  [{ 'content-length': '0' }, false],
  [{ 'content-length': '1' }, true],
  [{ 'transfer-encoding': 'chunked' }, true],
  [{ 'content-type': 'application/json' }, false],
])('when the headers are %j, a body is announced: %s', (headers, expected) => {
  expect(hasBody(new Headers(headers))).toBe(expected)
})

describe('half a character', () => {
  test.each([
    ['a member', '{"name":"a\\ud800b"}', 'name'],
    ['a low half', '{"name":"\\udc00"}', 'name'],
    ['halves in the wrong order', '{"name":"\\udc00\\ud800"}', 'name'],
    ['a member that no schema asks for', '{"name":"a","more":"\\udbff"}', 'more'],
    ['deep in one', '{"name":"a","more":[{"deep":"\\ud800"}]}', 'deep'],
    ['a name', '{"name":"a","\\ud800":1}', '\ufffd'],
  ])('when it is in %s, the body is refused, and the member is named', async (_, body, path) => {
    expect(await read(body)).toMatchObject({ code: 'invalid-input', errors: [{ path }] })
  })

  test('when both halves are there, or the text only looks like one, it is taken', async () => {
    expect(await read('{"name":"\\ud83d\\udd11"}')).toEqual({ ok: true, value: { name: '🔑' } })
    expect(await read('{"name":"\\\\ud800"}')).toEqual({ ok: true, value: { name: '\\ud800' } })
  })
})
