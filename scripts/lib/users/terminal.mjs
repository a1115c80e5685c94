/** What goes to the operator's terminal, and what comes from it. */
import readline from 'node:readline'
import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { checked, firstLine } from './line.mjs'

/** Control characters, and those that show nothing and change how the rest is read (bidirectional marks). */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/**
 * One line without anything that a terminal obeys: people choose what their browser calls itself, and
 * the operator's terminal must not run their escapes.
 */
export const printable = (line) => stripVTControlCharacters(line).replace(UNSEEN, '�')

/** A value as one line of JSON, in which such characters are escaped: `JSON.stringify` leaves most of them. */
export const printableJson = (value) =>
  JSON.stringify(value).replace(UNSEEN, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  )

/**
 * Asks for one line: on a terminal with a question, else it reads the first line that is piped in.
 *
 * @param {string} question
 * @param {{ input?: NodeJS.ReadStream, output?: NodeJS.WritableStream }} streams
 * @returns {Promise<string | null>} null where the input ends before a line
 * @throws InputError
 */
export async function ask(question, { input = process.stdin, output = process.stderr } = {}) {
  if (input.isTTY) output.write(printable(question))
  return firstLine(input)
}

/**
 * Asks for lines that are shown nowhere while they are typed. A pipe answers the first question alone.
 *
 * @param {string[]} questions
 * @param {{ input?: NodeJS.ReadStream, output?: NodeJS.WritableStream }} streams
 * @returns {Promise<string[] | null>} null where the input ends before a line, or with Ctrl-C
 * @throws InputError
 */
export async function askUnseen(
  questions,
  { input = process.stdin, output = process.stderr } = {},
) {
  if (input.isTTY) return (await typedUnseen(questions, input, output))?.map(checked) ?? null
  const line = await firstLine(input)
  return line === null ? null : [line]
}

function typedUnseen(questions, input, output) {
  // With its own terminal `readline` switches the echo off, and is what would write it. One for all
  // questions: what is pasted may answer several, and none of it is shown in between.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const options = { terminal: true, historySize: 0 }
  const lines = readline.createInterface({ input, output: nowhere, ...options })
  const answers = []
  const askNext = () => output.write(printable(questions[answers.length]))
  // Not before: until here the terminal itself shows what is typed.
  askNext()
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      output.write('\n')
      answers.push(line)
      if (answers.length < questions.length) askNext()
      else lines.close()
    })
    lines.once('close', () => {
      if (answers.length === questions.length) return resolve(answers)
      output.write('\n')
      resolve(null)
    })
  })
}

/**
 * Prints what came of an operation, and the note for people only when that was written: a link that is
 * lost must not be announced as if it were there.
 *
 * @param {{ ok: boolean, lines: string[], note?: string }} result
 */
export function tell(
  { ok, lines, note },
  { stdout = process.stdout, stderr = process.stderr } = {},
) {
  const text = lines.map((line) => `${line}\n`).join('')
  const stream = ok ? stdout : stderr
  stream.write(text, (error) => {
    if (note && !error) stderr.write(`${note}\n`)
  })
}
