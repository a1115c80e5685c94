/**
 * Preloaded into the server of a test: its clock is ahead by the milliseconds in a file, behind where they
 * are negative. In every context of the process: the middleware has one of its own.
 */
const { readFileSync } = require('node:fs')
const vm = require('node:vm')

const ahead = () => Number(readFileSync(process.env.TEST_CLOCK_FILE, 'utf8'))

const shift = vm.runInThisContext(`(ahead, target) => {
  const { Date } = target
  const now = () => Date.now() + ahead()
  target.Date = new Proxy(Date, {
    construct: (_, parts) => new Date(...(parts.length > 0 ? parts : [now()])),
    get: (_, name) => (name === 'now' ? now : Date[name]),
  })
}`)

shift(ahead, globalThis)

const { createContext } = vm
vm.createContext = (...parts) => {
  const context = createContext(...parts)
  shift(ahead, vm.runInContext('globalThis', context))
  return context
}
