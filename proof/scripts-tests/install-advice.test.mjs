import { describe, expect, it } from 'vitest'
import { driverAdvice, installAdvice } from '../../scripts/lib/install-advice.mjs'

describe('installAdvice', () => {
  it.each([
    ['the registry has no address', 'npm error code EAI_AGAIN', 'registry cannot be reached'],
    ['a folder belongs to another user', 'npm error code EACCES', 'chown'],
    ['the disk is full', 'npm error code ENOSPC', 'disk is full'],
    ['npm says something else', 'npm error code EJSONPARSE', 'npm says above why'],
  ])('when %s, names it and no other cause', (_, output, cause) => {
    const advice = installAdvice(output)
    expect(advice).toContain(cause)
    if (cause !== 'registry cannot be reached') expect(advice).not.toContain('network')
  })
})

describe('driverAdvice', () => {
  it('when npm runs no scripts, asks for no compiler', () => {
    const advice = driverAdvice({ name: 'better-sqlite3-12', ignoresScripts: true, output: '' })
    expect(advice).toContain('npm rebuild better-sqlite3-12 --ignore-scripts=false')
    expect(advice).not.toContain('compiler')
  })

  it('when npm runs scripts, asks for a compiler', () => {
    const advice = driverAdvice({ name: 'x', ignoresScripts: false, output: '' })
    expect(advice).toContain('C++ compiler')
  })

  it.each([
    'prebuild-install warn install getaddrinfo ENOTFOUND github.com',
    'gyp ERR! This is most likely not a problem with node-gyp or the package itself and is related to network connectivity.',
  ])('when there is no network, asks for one and for no compiler: %s', (output) => {
    const advice = driverAdvice({ name: 'x', ignoresScripts: false, output })
    expect(advice).toMatch(/no network.*github\.com.*nodejs\.org.*Node 22\.14/)
    expect(advice).not.toContain('C++')
  })
})
