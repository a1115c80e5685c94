// Loaded into each server that is measured: tells the benchmark, when it asks, how much time of the CPU
// the process has used, in microseconds, and how many statements it has sent to its database.
import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'

let statements = 0

/** Puts a count before methods of a prototype. */
function counted(prototype, methods) {
  for (const method of methods) {
    const original = prototype[method]
    prototype[method] = function (...args) {
      statements += 1
      return original.apply(this, args)
    }
  }
}

/** All statements of SQLite, BEGIN and COMMIT among them, are objects of one class of the driver. */
function countSqlite({ prototype }) {
  const { prepare } = prototype
  prototype.prepare = function (...args) {
    const statement = prepare.apply(this, args)
    prototype.prepare = prepare
    counted(Object.getPrototypeOf(statement), ['run', 'get', 'all', 'iterate'])
    return statement
  }
  counted(prototype, ['exec'])
}

/** A driver that is not installed, or that this Node cannot load, counts nothing. */
function use(name, count) {
  try {
    count(createRequire(`${process.cwd()}/`)(name))
  } catch {}
}

if (isMainThread && process.send) {
  use('better-sqlite3', countSqlite)
  use('better-sqlite3-12', countSqlite)
  use('pg', ({ Client }) => counted(Client.prototype, ['query']))
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send({ cpu: user + system, statements })
  })
}
