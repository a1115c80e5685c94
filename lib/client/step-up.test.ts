import { expect, test, vi } from 'vitest'
import { createStepUp } from './step-up'

test('with nothing to ask with, the answer is no', async () => {
  expect(await createStepUp().ask()).toBe(false)
})

test('asks once for all that wait, and again for those that come later', async () => {
  const stepUp = createStepUp()
  const answers: ((checked: boolean) => void)[] = []
  const ask = vi.fn(() => new Promise<boolean>((resolve) => answers.push(resolve)))
  stepUp.register(ask)
  const waiting = [stepUp.ask(), stepUp.ask()]
  expect(ask).toHaveBeenCalledTimes(1)
  answers[0]?.(true)
  expect(await Promise.all(waiting)).toEqual([true, true])
  const later = stepUp.ask()
  answers[1]?.(false)
  expect(await later).toBe(false)
})

test('what has gone asks no more, and takes nothing with it that came after', async () => {
  const stepUp = createStepUp()
  const leaveFirst = stepUp.register(async () => false)
  const leaveSecond = stepUp.register(async () => true)
  leaveFirst()
  expect(await stepUp.ask()).toBe(true)
  leaveSecond()
  expect(await stepUp.ask()).toBe(false)
})
