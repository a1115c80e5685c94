/** What goes to the operator's terminal, and what comes from it. */
import readline from 'node:readline'
import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

/** Control characters, and those that show nothing and change how the rest is read (bidirectional marks). */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/**
 * One line without anything that a terminal obeys: people choose what their browser calls itself, and
 * whoever lists accounts must not run their escapes.
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
 * @param {{ hidden?: boolean, input?: NodeJS.ReadStream, output?: NodeJS.WritableStream }} options
 *   `hidden`: what is typed is shown nowhere
 * @returns {Promise<string | null>} null where the input ends before a line, or with Ctrl-C
 */
export function ask(
  question,
  { hidden = false, input = process.stdin, output = process.stderr } = {},
) {
  const terminal = Boolean(input.isTTY)
  // With a terminal of its own `readline` switches the echo off, and is what would write it.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = readline.createInterface({ input, output: nowhere, terminal: terminal && hidden })
  // Not before: until here the terminal itself shows what is typed.
  if (terminal) output.write(printable(question))
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      resolve(line)
      lines.close()
    })
    lines.once('close', () => {
      if (terminal && hidden) output.write('\n')
      resolve(null)
    })
  })
}
