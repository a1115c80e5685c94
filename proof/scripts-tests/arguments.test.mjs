import { expect, test } from 'vitest'
import { listenArguments, readArguments, swallowedProblem } from '../../scripts/lib/arguments.mjs'
import { listenSettings } from '../../scripts/lib/settings.mjs'

/** Where `npm start -- <args>` listens, or why it does not. */
function listen(args, environment = {}, files = {}) {
  const given = listenArguments(args, { environment, files }, 'npm start')
  if (given.problem) return given.problem
  const { host, port, problem } = listenSettings(given.environment, given.files, 'box')
  return problem ?? `${host} ${port}`
}

test('when a port or a host is typed, it is stronger than any setting', () => {
  const environment = { PORT: '3001', HOSTNAME: '0.0.0.0' }
  expect(listen([], environment)).toBe('0.0.0.0 3001')
  expect(listen(['-p', '3199', '--hostname', '::1'], environment)).toBe('::1 3199')
  expect(listen(['--port=3199'], environment, { PORT: '3002' })).toBe('0.0.0.0 3199')
  // A machine's own name counts for nothing in the environment, and for something when typed.
  expect(listen(['-H', 'box'], { HOSTNAME: 'box' })).toBe('box 3000')
})

test('when something is typed that means nothing, it is refused', () => {
  expect(listen(['--turbo'])).toBe(
    "Unknown option '--turbo': this command takes only --port and --hostname.",
  )
  expect(listen(['here'])).toContain("Unexpected argument 'here'")
  expect(listen(['3199'])).toBe(
    '3199 alone is no option, and npm keeps -p for itself. Put -- before it: npm start -- -p 3199',
  )
  expect(listen(['--port'])).toContain('argument missing')
  expect(listen(['--port', 'x'])).toContain('PORT must be a number')
  expect(listen([], { npm_lifecycle_event: 'start', npm_config_port: '3199' })).toBe(
    'npm keeps --port for itself. Put -- before it: npm start -- --port …',
  )
})

test('when npm keeps an option for itself, the answer is what to type instead', () => {
  const text = { type: 'string' }
  const options = { from: text, 'dry-run': { type: 'boolean' }, yes: { type: 'boolean' } }
  const ask = (variables, args = [], words = []) => {
    const environment = { npm_lifecycle_event: 'copy', ...variables }
    return swallowedProblem('npm run copy', options, { args, environment, words })
  }
  expect(ask({ npm_config_from: 'postgres://u:secret@h/d', npm_config_dry_run: 'true' })).toBe(
    'npm keeps --from and --dry-run for itself. Put -- before them: npm run copy -- --from … --dry-run',
  )
  expect(ask({ npm_config_yes: 'true' }, ['all'], ['all'])).toBe(
    'npm keeps --yes for itself. Put -- before it: npm run copy -- all --yes',
  )
  // What npm sets of itself, what was typed rightly, and what another program was started with.
  expect(ask({ npm_config_yes: '', npm_config_npm_version: '11.0.0' })).toBeUndefined()
  expect(ask({ npm_config_yes: 'true' }, ['--yes'])).toBeUndefined()
  expect(ask({ npm_config_from: 'x' }, ['--from=y'])).toBeUndefined()
  expect(ask({ npm_config_yes: 'true', npm_lifecycle_event: 'test' })).toBeUndefined()
  expect(ask({ npm_config_yes: 'true', npm_lifecycle_event: undefined })).toBeUndefined()
})

test('when a script takes no arguments, its sentence says that', () => {
  expect(readArguments('npm run copy', {}, { args: ['--fast'] }).problem).toBe(
    "Unknown option '--fast': this command takes no arguments.",
  )
})

test('when a name begins with a dash, it is still the name', () => {
  const options = { yes: { type: 'boolean' } }
  const isName = (text) => text.includes('@')
  const parse = (...args) => readArguments('npm run x', options, { args, isName, usage: 'Usage' })
  expect(parse('-x@e.example')).toEqual({ values: {}, positionals: ['-x@e.example'] })
  expect(parse('--yes@e.example', '--yes')).toEqual({
    values: { yes: true },
    positionals: ['--yes@e.example'],
  })
  expect(parse('--', '--yes=1@e.example').positionals).toEqual(['--yes=1@e.example'])
  expect(parse('one', '-a@e.example', 'b@e.example').positionals).toHaveLength(3)
  expect(parse('-x', 'a@e.example').problem).toMatch(/^Unknown option '-x'\.\nUsage$/)
})
