// Imported by every script: what the system refuses of a file ends it with a sentence, not with a stack.
import { fail } from './paths.mjs'
import { plainly } from './plain-errors.mjs'

process.on('uncaughtException', (error) => {
  const sentence = plainly(error)
  if (sentence) fail(sentence)
  console.error(error)
  process.exit(1)
})
