import { expect } from '../../e2e/support/test'

/** Asserts that what is printed from the start of the app on is JSON, a line for each thing. */
export function expectJsonSinceStart(output: string[]): void {
  const started = output.findIndex((line) => line.includes('"sys_startup"'))
  expect(started).toBeGreaterThanOrEqual(0)
  expect(output.slice(started).filter((line) => !/^\{.*\}$/.test(line))).toEqual([])
}
