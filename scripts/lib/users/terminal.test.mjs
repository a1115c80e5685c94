import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ask, printable, printableJson } from './terminal.mjs'

test.each([
  ['a\x1b[31mb\x1b[0m', 'ab'],
  ['a\x9b31mb', 'ab'],
  ['a\nroot@example.com', 'a�root@example.com'],
  ['a\x07\r\x7f\u2028\u202e\u200b\u{e0041}', 'a�������'],
  ['Zoë, 日本 👍', 'Zoë, 日本 👍'],
])('when someone has chosen %j, the terminal gets %j', (chosen, shown) => {
  expect(printable(chosen)).toBe(shown)
})

test('when a value is printed as JSON, it has no character that a terminal obeys, and loses none', () => {
  const value = { agent: 'a\x1b[31m\x9b\x7f\u202e\u{e0041}\n', email: 'zoë@example.com' }
  const line = printableJson(value)
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(JSON.parse(line)).toEqual(value)
})

function streams(isTTY) {
  const [input, output] = [Object.assign(new PassThrough(), { isTTY }), new PassThrough()]
  return { input, output, written: () => String(output.read() ?? '') }
}

test('when a password is typed on a terminal, it is shown nowhere', async () => {
  const { input, output, written } = streams(true)
  const asked = ask('Password: ', { hidden: true, input, output })
  input.write('a long walx\x7fk\r')
  expect(await asked).toBe('a long walk')
  expect(written()).toBe('Password: \n')
})

test('when Ctrl-C is typed, or a pipe is empty, there is no answer', async () => {
  const [terminal, pipe] = [streams(true), streams(false)]
  const typed = ask('Password: ', { hidden: true, ...terminal })
  terminal.input.write('half\x03')
  expect(await typed).toBeNull()
  const piped = ask('Password: ', { hidden: true, ...pipe })
  pipe.input.end()
  expect(await piped).toBeNull()
})

test('when lines are piped in, the first is the answer, and nothing is asked', async () => {
  const { input, output, written } = streams(false)
  const asked = ask('Password: ', { hidden: true, input, output })
  input.end(' two words \r\nmore\n')
  expect(await asked).toBe(' two words ')
  expect(written()).toBe('')
})
