import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import {
  ask,
  askUnseen,
  printable,
  printableJson,
  tell,
} from '../../scripts/lib/users/terminal.mjs'

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

const twice = ['Password: ', 'The same again: ']

test('when a password is typed on a terminal, it is shown nowhere', async () => {
  const { input, output, written } = streams(true)
  const asked = askUnseen(['Password: '], { input, output })
  input.write('a long walx\x7fk\r')
  expect(await asked).toEqual(['a long walk'])
  expect(written()).toBe('Password: \n')
})

test('when two lines are pasted on a terminal, they answer both questions', async () => {
  const { input, output, written } = streams(true)
  const asked = askUnseen(twice, { input, output })
  input.write('a long walk\ra long walk\rmore\r')
  expect(await asked).toEqual(['a long walk', 'a long walk'])
  expect(written()).toBe('Password: \nThe same again: \n')
})

test('when the arrow up is pressed at the second question, the first answer does not come back', async () => {
  const { input, output } = streams(true)
  const asked = askUnseen(twice, { input, output })
  input.write('a long walk\r\x1b[A\r')
  expect(await asked).toEqual(['a long walk', ''])
})

test('when Ctrl-C is typed, or a pipe is empty, there is no answer', async () => {
  const [terminal, pipe] = [streams(true), streams(false)]
  const typed = askUnseen(twice, terminal)
  terminal.input.write('a long walk\rhalf\x03')
  expect(await typed).toBeNull()
  const piped = askUnseen(twice, pipe)
  pipe.input.end()
  expect(await piped).toBeNull()
})

test.each([
  [' two words \r\nmore\n', ' two words '],
  ['Zoë, 日本 👍', 'Zoë, 日本 👍'],
  ['\n', ''],
  ['first\n\xff\xfe\0', 'first'],
])(
  'when %j is piped in, its first line is the answer, and nothing is asked',
  async (text, line) => {
    const [one, other] = [streams(false), streams(false)]
    const [asked, unseen] = [ask('Who? ', one), askUnseen(twice, other)]
    // Byte by byte: a character does not come in one piece.
    for (const byte of Buffer.from(text)) {
      for (const { input } of [one, other]) input.write(Buffer.of(byte))
    }
    for (const { input } of [one, other]) input.end()
    expect([await asked, await unseen]).toEqual([line, [line]])
    expect(one.written() + other.written()).toBe('')
  },
)

test.each([
  ['Latin-1', Buffer.from('pässword long\n', 'latin1'), /is not UTF-8/],
  ['a byte order mark', Buffer.from('\ufeffa long walk\n'), /starts with a byte order mark/],
  ['UTF-16', Buffer.from('\ufeffa long walk\n', 'utf16le'), /is not UTF-8/],
  ['UTF-16 without a mark', Buffer.from('a long walk\n', 'utf16le'), /has NUL bytes/],
  ['a lost character', Buffer.from('p\ufffdssword long\n'), /has U\+FFFD/],
  ['a CR within', Buffer.from('a long\rwalk\n'), /control character U\+000D/],
  ['a CR as its end', Buffer.from('a long walk\r'), /control character U\+000D/],
  ['an escape', Buffer.from('a long \x1b[31mwalk\n'), /control character U\+001B/],
])('when %s is piped in, it is refused by its name', async (_, bytes, problem) => {
  const { input, output } = streams(false)
  const asked = askUnseen(twice, { input, output })
  input.end(bytes)
  await expect(asked).rejects.toThrow(problem)
})

test('when a terminal sends another encoding than UTF-8, it is refused', async () => {
  const { input, output } = streams(true)
  const asked = askUnseen(['Password: '], { input, output })
  input.write(Buffer.from('pässword long\r', 'latin1'))
  await expect(asked).rejects.toThrow(/has U\+FFFD/)
})

test('when what was asked for cannot be written, nothing is said about it', async () => {
  const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('full')) })
  const failed = new Promise((resolve) => full.once('error', resolve))
  const { output: stderr, written } = streams(false)
  const result = { ok: true, lines: ['https://app.example/#token=x'], note: 'It works once.' }
  tell(result, { stdout: full, stderr })
  await failed
  expect(written()).toBe('')
  const { output: stdout, written: link } = streams(false)
  tell(result, { stdout, stderr })
  await expect.poll(written).toBe('It works once.\n')
  expect(link()).toBe('https://app.example/#token=x\n')
})
