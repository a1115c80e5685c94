import readline from 'node:readline'

/** What Next prints about itself at a start: plain text, in a log that is JSON by then. */
const chatter =
  /^\s*(▲ Next\.js|- (Local|Network|Environments|Experiments)|✓ (Starting|Ready|Running next.config)|⚠ The "middleware" file)/

/**
 * Passes on what a server prints on a piped standard output, without what Next says about itself.
 *
 * @param {import('node:stream').Readable} stdout
 */
export function passOn(stdout) {
  readline.createInterface({ input: stdout }).on('line', (line) => {
    if (line.trim() !== '' && !chatter.test(line)) console.log(line)
  })
}

/**
 * A line of the log, as the server writes them.
 *
 * @param {'info' | 'warn' | 'error'} level
 */
export function writeLog(level, event, more = {}) {
  console.log(JSON.stringify({ level, time: new Date().toISOString(), event, ...more }))
}

/** A sentence for the developer at a terminal. Anywhere else it is a line of the log. */
export function tellDeveloper(event, text) {
  if (process.stdout.isTTY) console.log(text)
  else writeLog('info', event, { text })
}
