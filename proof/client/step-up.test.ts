import { expect, test, vi } from 'vitest'
import { createStepUp } from '../../lib/client/step-up'

test('when nothing can ask, the answer is no', async () => {
  expect(await createStepUp().ask(null)).toBe(false)
})

test('when several calls wait, it asks once for all, and again for those that come later', async () => {
  const stepUp = createStepUp()
  const answers: ((checked: boolean) => void)[] = []
  const ask = vi.fn(
    (_purpose: string | null) => new Promise<boolean>((resolve) => answers.push(resolve)),
  )
  stepUp.register(ask)
  const waiting = [stepUp.ask('to go up'), stepUp.ask('to go down')]
  expect(ask.mock.calls).toEqual([['to go up']])
  answers[0]?.(true)
  expect(await Promise.all(waiting)).toEqual([true, true])
  const later = stepUp.ask('to go down')
  answers[1]?.(false)
  expect(await later).toBe(false)
  expect(ask.mock.calls).toEqual([['to go up'], ['to go down']])
})

test('when a dialog has gone, it asks no more, and the one that came after does', async () => {
  const stepUp = createStepUp()
  const leaveFirst = stepUp.register(async () => false)
  const leaveSecond = stepUp.register(async () => true)
  leaveFirst()
  expect(await stepUp.ask(null)).toBe(true)
  leaveSecond()
  expect(await stepUp.ask(null)).toBe(false)
})
