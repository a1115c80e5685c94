import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { capture, launch, outputOf } from '../../scripts/lib/child.mjs'
import { plainly } from '../../scripts/lib/plain-errors.mjs'

const plainScript = (text) => {
  const plain = JSON.stringify(new URL('../../scripts/lib/end-plainly.mjs', import.meta.url).href)
  return [process.execPath, '--input-type=module', '-e', `import ${plain}\n${text}`]
}

const folder = mkdtempSync(join(tmpdir(), 'app-plain-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('when a file belongs to another user, a sentence has the command that mends it, and no stack', async () => {
  const denied = { code: 'EACCES', path: folder }
  // Root may open everything, so the system's refusal is thrown by hand.
  const script = `throw Object.assign(new Error('denied'), ${JSON.stringify(denied)})`
  const { code, output } = await capture(plainScript(script))
  expect(code).toBe(1)
  expect(output.trim()).toBe(plainly(denied))
  expect(output).toMatch(/cannot be used \(EACCES\).*sudo chown/)
})

it('when a file cannot be made, names the folder that refuses it', () => {
  const sentence = plainly({ code: 'EACCES', path: '/app/.env.local.lock' })
  expect(sentence).toContain('this user may not write to /app.')
  expect(sentence).not.toContain('another user')
})

it('when the file system is read-only, does not speak of an owner', () => {
  const sentence = plainly({ code: 'EROFS', path: '/app/.env.local' })
  expect(sentence).toMatch(/^\/app\/\.env\.local is on a read-only file system/)
  expect(sentence).not.toContain('chown')
})

it.each([
  ['a package', "import 'no-such-package'", true],
  [
    'a package that is required',
    "process.getBuiltinModule('module').createRequire('/x')('none')",
    true,
  ],
  ['a file of our own', "import '/no/such/file.mjs'", false],
  [
    'a file of our own that is required',
    "process.getBuiltinModule('module').createRequire('/x')('./none')",
    false,
  ],
])('when %s is missing, blames what is not installed alone', async (_, code, isPackage) => {
  // The static import of a script would end before its handler is there.
  const { output } = await capture(plainScript(code.replace(/^import (.*)/, 'await import($1)')))
  expect(output.trim() === 'The packages are not installed. Run: npm ci').toBe(isPackage)
  expect(/^ +at /m.test(output)).toBe(!isPackage)
})

it('when the SQLite driver is that of another Node, says its sentence and not its cause', () => {
  const cause = Object.assign(new Error("Cannot find module 'x'"), { code: 'MODULE_NOT_FOUND' })
  const error = Object.assign(new Error('Run "npm ci"', { cause }), { code: 'SQLITE_DRIVER' })
  expect(plainly(error)).toBe('Run "npm ci"')
})

it('when a folder is there and may not be written, names it', async () => {
  const closed = join(folder, 'closed')
  mkdirSync(closed, { mode: 0o555 })
  chmodSync(folder, 0o755)
  const plain = JSON.stringify(new URL('../../scripts/lib/plain-errors.mjs', import.meta.url).href)
  // Root may write everywhere, so it becomes another user first.
  const script = plainScript(`import { checkWritable } from ${plain}
    if (process.getuid() === 0) process.setuid(65534)
    checkWritable(${JSON.stringify(join(folder, 'missing'))})
    checkWritable(${JSON.stringify(closed)})`)
  const { code, output } = await capture(script)
  expect(code).toBe(1)
  expect(output.trim()).toMatch(/^\S+closed cannot be used \(EACCES\)\..*chown/)
})

it('when the code is at fault, keeps the stack', async () => {
  expect(plainly(new TypeError('x is not a function'))).toBeNull()
})

it.each(['stdout', 'stderr'])(
  'when the reader of %s closes, ends as SIGPIPE does, and prints nothing',
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

it('when what is printed does not fit on the disk, one sentence says that, it goes on, and fails', async () => {
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
