import { describe, expect, it } from 'vitest'
import { provideChromium } from '../../scripts/lib/chromium.mjs'

const SHELL = '/usr/bin/chromium-headless-shell'

/** A machine on which only some files exist, and where an installer may add more. */
function machine({ files = [], environment = {}, own = false, installs } = {}) {
  const commands = []
  const world = {
    environment,
    exists: (path) => files.includes(path),
    starts: async () => own,
    install: async (command) => {
      commands.push(command.join(' '))
      if (installs) files.push(installs)
      return { output: 'no network' }
    },
  }
  return { commands, world }
}

describe('provideChromium', () => {
  it('when CHROMIUM_PATH is set, takes that one and no other in its place', async () => {
    const environment = { CHROMIUM_PATH: '/opt/chrome' }
    const there = machine({ environment, files: ['/opt/chrome', SHELL] })
    expect(await provideChromium(there.world)).toEqual({ path: '/opt/chrome' })
    const missing = machine({ environment, files: [SHELL], own: true })
    expect((await provideChromium(missing.world)).problem).toContain('/opt/chrome')
  })

  it('when a headless shell is there, takes it and installs nothing', async () => {
    const debian = machine({ files: ['/usr/bin/chromium', SHELL] })
    expect(await provideChromium(debian.world)).toEqual({ path: SHELL })
    const own = machine({ files: ['/usr/bin/google-chrome'], own: true })
    expect(await provideChromium(own.world)).toEqual({})
    expect([...debian.commands, ...own.commands]).toEqual([])
  })

  it('when none is there, installs one', async () => {
    const { commands, world } = machine({ installs: SHELL, files: ['/usr/bin/chromium'] })
    expect(await provideChromium(world)).toEqual({ path: SHELL })
    expect(commands).toHaveLength(1)
  })

  it('when none can be installed, takes a whole browser', async () => {
    const { world } = machine({ files: ['/usr/bin/google-chrome'] })
    expect(await provideChromium(world)).toEqual({ path: '/usr/bin/google-chrome' })
  })

  it('when there is none at all, repeats what the installers said', async () => {
    const { problem } = await provideChromium(machine().world)
    expect(problem).toContain('no network')
    expect(problem).toContain('set CHROMIUM_PATH')
  })
})
