import { pair } from '../auth/tokens/testing-keys'
import { parseConfig } from './config'

export type Env = Record<string, string>

export const AUTH_SECRET = '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w'
export const OTHER = 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M'
export const es256 = pair('ES256')

export function settings(environment: Env = {}) {
  const parsed = parseConfig({ AUTH_SECRET, ...environment })
  if (!parsed.ok) throw new Error(parsed.problems.map(({ name }) => name).join())
  return parsed.config
}
/** The lines a developer reads. */
export function refusal(environment: Env): string[] {
  const parsed = parseConfig({ AUTH_SECRET, ...environment })
  return parsed.ok ? [] : parsed.problems.map(({ name, message }) => `${name} ${message}`)
}
export const refusedNames = (environment: Env) =>
  refusal(environment).map((line) => line.split(' ')[0])
