import { expect, it } from 'vitest'
import { capture } from './child.mjs'
import { plainly } from './plain-errors.mjs'

it('when a file belongs to another user, says so with the command that mends it, and no stack', async () => {
  const denied = { code: 'EACCES', path: '/app/.env.local' }
  // Root may open everything, so the system's refusal is thrown by hand.
  const script = `
    import ${JSON.stringify(new URL('./end-plainly.mjs', import.meta.url).href)}
    throw Object.assign(new Error('denied'), ${JSON.stringify(denied)})`
  const { code, output } = await capture([process.execPath, '--input-type=module', '-e', script])
  expect(code).toBe(1)
  expect(output.trim()).toBe(plainly(denied))
  expect(output).toMatch(/\.env\.local cannot be used \(EACCES\).*sudo chown/)
})

it('when the code is at fault, keeps the stack', async () => {
  expect(plainly(new TypeError('x is not a function'))).toBeNull()
})
