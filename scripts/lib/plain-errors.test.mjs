import { expect, it } from 'vitest'
import { capture, launch, outputOf } from './child.mjs'
import { plainly } from './plain-errors.mjs'

const plainScript = (text) => {
  const plain = JSON.stringify(new URL('./end-plainly.mjs', import.meta.url).href)
  return [process.execPath, '--input-type=module', '-e', `import ${plain}\n${text}`]
}

it('when a file belongs to another user, says so with the command that mends it, and no stack', async () => {
  const denied = { code: 'EACCES', path: '/app/.env.local' }
  // Root may open everything, so the system's refusal is thrown by hand.
  const script = `throw Object.assign(new Error('denied'), ${JSON.stringify(denied)})`
  const { code, output } = await capture(plainScript(script))
  expect(code).toBe(1)
  expect(output.trim()).toBe(plainly(denied))
  expect(output).toMatch(/\.env\.local cannot be used \(EACCES\).*sudo chown/)
})

it('when the code is at fault, keeps the stack', async () => {
  expect(plainly(new TypeError('x is not a function'))).toBeNull()
})

it.each(['stdout', 'stderr'])(
  'when the reader of %s closes, ends as SIGPIPE does, in silence',
  async (name) => {
    const print = name === 'stdout' ? 'console.log' : 'console.error'
    // It prints when its input ends, which is after its reader has closed.
    const script = plainScript(
      `process.stdin.resume().on('end', () => setInterval(() => ${print}('a line'), 10))`,
    )
    const child = launch(script, { stdio: ['pipe', 'pipe', 'pipe'] })
    const printed = outputOf(child)
    child[name].destroy()
    child.stdin.end()
    expect(await child.ended).toEqual({ code: 141 })
    expect(printed()).toBe('')
  },
)

it('when what is printed does not fit on the disk, says so once, goes on, and fails', async () => {
  // No other system has such a file, so the refusal is made by hand.
  const script = plainScript(`
    process.stdout._write = (_chunk, _encoding, done) =>
      done(Object.assign(new Error('write'), { code: 'ENOSPC' }))
    console.log('one')
    setTimeout(() => console.log('two'), 10)
    setTimeout(() => console.error('at work'), 20)`)
  const { code, output } = await capture(script)
  expect(output.trim().split('\n')).toEqual(['The disk is full: write', 'at work'])
  expect(code).toBe(1)
})
