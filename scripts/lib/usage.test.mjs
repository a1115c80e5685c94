import { expect, test } from 'vitest'
import { capture } from './child.mjs'
import { root } from './paths.mjs'

test('when a command is asked how it is used, or told too little, it prints its usage', async () => {
  const cases = [
    ['keys.mjs', ['--help'], 0],
    ['keys.mjs', [], 1],
    ['db-copy.mjs', ['--help'], 0],
    ['db-copy.mjs', [], 1],
    ['db-copy.mjs', ['--from', 'file:./x.db'], 1],
    ['users.mjs', ['--help'], 0],
    ['users.mjs', [], 1],
    ['users.mjs', ['disable'], 1],
    ['users.mjs', ['toString', 'a@mail.example'], 1],
    ['users.mjs', ['disable', 'a@mail.example', 'b@mail.example'], 1],
    ['users.mjs', ['create', 'a@mail.example', '--password', 'x'], 1],
    ['users.mjs', ['list', '--limit'], 1],
  ]
  const seen = await Promise.all(
    cases.map(async ([script, args]) => {
      const command = [process.execPath, `${root}scripts/${script}`, ...args]
      const { code, output } = await capture(command)
      return [script, args, output.startsWith('Usage: npm run ') ? code : output]
    }),
  )
  expect(seen).toEqual(cases)
})
