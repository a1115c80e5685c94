// Imported by every script: what the system refuses of a file ends it with a sentence, not with a stack,
// and a reader that closes (`… | head`) ends it without a message.
import { fail } from './paths.mjs'
import { plainly } from './plain-errors.mjs'

process.on('uncaughtException', (error) => {
  const sentence = plainly(error)
  if (sentence) fail(sentence)
  console.error(error)
  process.exit(1)
})

/**
 * As a shell counts a program that SIGPIPE ended (128 + 13), and as `set -o pipefail` expects it: not all
 * was read, so it is no success. npm passes it on without a word.
 */
const READER_CLOSED = 141

// By itself `console.log` ignores what its stream cannot write.
for (const stream of [process.stdout, process.stderr]) {
  let isTold = false
  stream.on('error', (error) => {
    // Windows says EOF.
    if (error.code === 'EPIPE' || error.code === 'EOF') process.exit(READER_CLOSED)
    process.exitCode = 1
    // The work goes on: a server must not end with the room for its log.
    if (stream === process.stdout && !isTold) console.error(plainly(error) ?? error.message)
    isTold = true
  })
}
