import { describe, expect, it } from 'vitest'
import { capture, delivery } from '../../scripts/lib/child.mjs'

const node = (code) => [process.execPath, '-e', code]

describe('capture', () => {
  it('when a program ends, keeps its exit code and what it printed on both streams', async () => {
    const result = await capture(node('console.log("out"); console.error("err"); process.exit(3)'))
    expect(result.code).toBe(3)
    expect(result.output).toContain('out')
    expect(result.output).toContain('err')
  })

  it('when a signal ends a program, has the exit code of a shell', async () => {
    expect((await capture(node('process.kill(process.pid, "SIGTERM")'))).code).toBe(128 + 15)
  })

  it('when there is no such program, answers and does not throw', async () => {
    const { code, output } = await capture(['/nowhere/program'])
    expect(code).toBe(127)
    expect(output).toContain('/nowhere/program')
  })

  it.skipIf(process.platform === 'win32')(
    'when a program leaves another one running, ends that one',
    async () => {
      // What is left shares the program's output: it is closed, and this is over, only with its death.
      const program = `
      const { spawn } = require('node:child_process')
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).unref()`
      expect((await capture(node(program))).code).toBe(0)
    },
  )
})

describe('delivery', () => {
  it('when the system is Windows, leaves a Ctrl-C to the console, and ends the whole tree otherwise', () => {
    expect(delivery('win32', 'SIGINT')).toBe('arrives by itself')
    expect(delivery('win32', 'SIGKILL')).toBe('tree')
    expect(delivery('linux', 'SIGINT')).toBe('group')
  })
})
