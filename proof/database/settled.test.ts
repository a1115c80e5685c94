import { expect, test } from 'vitest'
import { settled } from '../../db/settled'

const lost = new Error('Connection terminated')
const fails = async () => {
  throw lost
}

test('when a statement answers, its answer counts, and nothing is looked up', async () => {
  expect(await settled(async () => 'row', fails)).toBe('row')
  expect(await settled(async () => undefined, fails)).toBeUndefined()
})

test('when its answer is lost, the row that it left is the answer', async () => {
  expect(await settled(fails, async () => 'row')).toBe('row')
})

test('when it has left nothing, or the look-up fails, it has failed', async () => {
  await expect(settled(fails, async () => undefined)).rejects.toBe(lost)
  await expect(
    settled(fails, async () => {
      throw new Error('another')
    }),
  ).rejects.toBe(lost)
})
