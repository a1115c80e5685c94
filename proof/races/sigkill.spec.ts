import { setTimeout as sleep } from 'node:timers/promises'
import type { Holder } from './support/holder'
import { honest, test } from './support/race'
import { REFRESHED, type Round } from './support/round'

const BROWSERS = 10
const REFRESHES = 6
const KILLS = 2
/** So many kills and none came between a rotation and its answer: something else is wrong. */
const MOST_KILLS = 20

/** Refreshes until the killing is over, each time as if it were an hour later. */
async function browse(round: Round, browser: Holder, isOver: () => boolean): Promise<void> {
  for (let refreshes = 0; refreshes < REFRESHES || !isOver(); refreshes += 1) {
    // Now and then it is a laptop whose lid is closed: it asks again an hour later.
    const onLost = async () => {
      if (round.random.oneIn(4)) await round.later('grace', [browser])
    }
    const outcome = await browser.refreshUntilAnswered(onLost)
    round.must(`${browser.name} refreshes`, outcome, ...REFRESHED)
    await round.later('coalesce', [browser])
  }
}

test('when SIGKILL comes in the middle of refreshes, the sessions live', ({ target }) =>
  honest(target, {
    short: 1,
    atOnce: 1,
    needsControl: 'It kills the server, and this test did not start this one.',
    async play(round) {
      const browsers: Holder[] = []
      while (browsers.length < BROWSERS) {
        browsers.push(await round.newcomer(`browser ${browsers.length + 1}`))
      }
      const healed = () => (round.counts.retried ?? 0) + (round.counts.recovered ?? 0)
      let over = false
      const killer = async () => {
        // Until a kill has come between a rotation and its answer: before, this has tested nothing.
        for (let kill = 0; kill < KILLS || healed() === 0; kill += 1) {
          if (kill === MOST_KILLS) throw new Error('No kill came between a rotation and its answer')
          const enough = (round.counts.rotated ?? 0) + 2 * BROWSERS + round.random.below(BROWSERS)
          while ((round.counts.rotated ?? 0) < enough) await sleep(1)
          round.log('-- SIGKILL')
          await target.control?.killAndRestart()
          round.log('-- the server is back')
        }
      }
      const killing = killer().finally(() => {
        over = true
      })
      await Promise.all([killing, ...browsers.map((browser) => browse(round, browser, () => over))])
    },
  }))
