import { describe, expect, it } from 'vitest'
import { findChromium } from './chromium.mjs'

const only = (path) => (candidate) => candidate === path

describe('findChromium', () => {
  it('takes the one that CHROMIUM_PATH names, and no other in its place', () => {
    expect(findChromium({ CHROMIUM_PATH: '/opt/chrome' }, only('/opt/chrome'))).toBe('/opt/chrome')
    expect(findChromium({ CHROMIUM_PATH: '/opt/chrome' }, only('/usr/bin/chromium'))).toBeNull()
  })

  it('takes an installed one', () => {
    expect(findChromium({}, only('/usr/bin/google-chrome'))).toBe('/usr/bin/google-chrome')
  })

  it('finds none where there is none', () => {
    expect(findChromium({}, () => false)).toBeNull()
  })
})
