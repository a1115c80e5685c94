import { expect, test } from 'vitest'
import { capture } from '../../scripts/lib/child.mjs'
import { root } from '../../scripts/lib/paths.mjs'

const USAGE = /^Usage: npm run [\s\S]+\n.+\n/m

/** What a script says as if npm had started it, before its usage, and whether that follows. */
async function answer(script, args, variables = {}) {
  const command = [process.execPath, `${root}scripts/${script}.mjs`, ...args]
  const { code, output } = await capture(command, { env: { ...process.env, ...variables } })
  return [
    code,
    output
      .replace(USAGE, '§')
      .replace(/§[\s\S]*/, '§')
      .trim(),
  ]
}

const answers = (cases) =>
  Promise.all(
    cases.map(async ([script, args, , variables]) => [
      script,
      args,
      await answer(script, args, variables),
      variables,
    ]),
  )

test('when a command is asked how it is used, or used wrongly, it says what is wrong and its usage', async () => {
  const cases = [
    ['keys', ['--help'], [0, '§']],
    ['keys', [], [1, '§']],
    ['keys', ['--fast'], [1, "Unknown option '--fast'.\n§"]],
    ['keys', ['turn'], [1, 'There is no command "turn".\n§']],
    ['keys', ['generate', '--secret'], [1, 'There is no command "generate --secret".\n§']],
    ['keys', ['generate', 'ES256'], [1, 'Unexpected argument "ES256" of "generate".\n§']],
    ['keys', ['retire', 'x', '--secret'], [1, 'Unexpected argument "x" of "retire --secret".\n§']],
    ['keys', ['list', '--secret', '--pepper'], [1, 'It is --secret or --pepper, not both.\n§']],
    ['keys', ['promote', '--algorithm', 'ES256'], [1, '"promote" takes no --algorithm.\n§']],
    // feature: db-copy
    ['../features/db-copy/main', ['--help'], [0, '§']],
    ['../features/db-copy/main', [], [1, '§']],
    ['../features/db-copy/main', ['--from', 'file:./x.db'], [1, '--to is missing.\n§']],
    // /feature: db-copy
    ['features', ['--help'], [0, '§']],
    ['features', [], [1, '§']],
    ['features', ['remove'], [1, '§']],
    ['users', ['--help'], [0, '§']],
    ['users', [], [1, '§']],
    ['users', ['disable'], [1, '"disable" takes the address of an account.\n§']],
    ['users', ['toString', 'a@b.example'], [1, 'There is no operation "toString".\n§']],
    [
      'users',
      ['disable', 'a@b.example', 'c@d.example'],
      [1, 'Unexpected argument "c@d.example" of "disable".\n§'],
    ],
    ['users', ['create', 'a@b.example', '--password', 'x'], [1, "Unknown option '--password'.\n§"]],
    ['users', ['list', '--limit'], [1, "Option '--limit <value>' argument missing.\n§"]],
  ].map((row) => [...row, undefined])
  expect(await answers(cases)).toEqual(cases)
})

test('when npm keeps an option for itself, a command does nothing and says what to type', async () => {
  const put = (option, rest) => [1, `npm keeps ${option} for itself. Put -- before it: ${rest}`]
  const npm = (event, config) => ({ npm_lifecycle_event: event, ...config })
  const cases = [
    [
      'keys',
      ['promote'],
      put('--secret', 'npm run keys -- promote --secret'),
      npm('keys', { npm_config_secret: 'true' }),
    ],
    [
      'users',
      ['delete', 'a@b.example'],
      put('--yes', 'npm run users -- delete a@b.example --yes'),
      npm('users', { npm_config_yes: 'true' }),
    ],
    // feature: db-copy
    [
      '../features/db-copy/main',
      ['file:./x.db'],
      put('--from', 'npm run db:copy -- --from …'),
      npm('db:copy', { npm_config_from: 'true' }),
    ],
    // /feature: db-copy
    [
      'test',
      ['e2e', 'sign-in'],
      put('--grep', 'npm run test:e2e -- --grep …'),
      npm('test:e2e', { npm_config_grep: 'true' }),
    ],
  ]
  expect(await answers(cases)).toEqual(cases)
})
