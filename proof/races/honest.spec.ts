/** What browsers, networks and laptops do to a rotating token. None of it is theft. */
import { type Meddling, startWire } from '../../e2e/browser/support/wire'
import { generationIn, type Holder, outcomeOf } from './support/holder'
import { PoliteClient } from './support/polite'
import { honest, test } from './support/race'
import { REFRESHED, type Round } from './support/round'

const REFRESH = '/api/auth/refresh'

const TABS = 50
const STEPS = 8
const FATES = ['well', 'request lost', 'answer lost']

/** As many tabs of one browser wake up together and present one cookie. */
async function together(round: Round, { client }: Holder): Promise<string> {
  const tabs = Array.from({ length: TABS }, () => {
    const tab = new PoliteClient(round.target)
    tab.refreshToken = client.refreshToken
    return tab
  })
  const answers = await Promise.all(tabs.map((tab) => tab.post(REFRESH)))
  const outcomes: Record<string, number> = {}
  for (const outcome of answers.map(outcomeOf)) {
    round.count('refreshes')
    round.count(outcome)
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  }
  const tokens = [...new Set(tabs.map((tab) => tab.refreshToken))]
  client.refreshToken = tokens[0]
  const seen = Object.entries(outcomes).sort(([a], [b]) => a.localeCompare(b))
  const words = `${seen.map(([outcome, count]) => `${count} ${outcome}`).join(', ')}; tokens: ${tokens.length}`
  round.log(`${TABS} tabs at once: ${words}, generation ${generationIn(client)}`)
  return words
}

test('when fifty tabs refresh at once with one cookie, one rotates', ({ target }) =>
  honest(target, {
    short: 1,
    atOnce: 1,
    async play(round) {
      const owner = await round.newcomer('owner')
      round.must(
        'the first fifty',
        await together(round, owner),
        '49 retried, 1 rotated; tokens: 1',
      )
      round.must('once more', await together(round, owner), '50 unchanged; tokens: 1')

      // And where the answer to the only rotation was lost, and all of them come back later.
      const another = await round.newcomer('another')
      round.must('a refresh', await another.refresh(), 'rotated')
      another.client.refreshToken = another.signedIn.refreshToken
      await round.later('grace')
      const recovered = await together(round, another)
      round.must('fifty recoveries', recovered, '1 recovered, 49 retried; tokens: 1')
    },
  }))

/** In their order, what the network does to the next requests; then it is well. */
function badNetwork(fates: string[]): Meddling {
  return async (pass) => {
    const fate = fates.shift()
    if (fate === 'request lost') return 'lost'
    const reply = await pass()
    return fate === 'answer lost' ? 'lost' : reply
  }
}

test('when requests and answers are lost in any order, the session lives', ({ target }) =>
  honest(target, {
    short: 5,
    async play(round) {
      const { random } = round
      const wire = await startWire(target)
      round.atEnd(() => wire.close())
      const owner = await round.newcomer('owner', wire.url)
      for (let step = 0; step < STEPS; step += 1) {
        const tabs = 1 + random.below(4)
        const fates = Array.from({ length: tabs + random.below(3) }, () => random.pick(FATES))
        round.log(`the network: ${fates.join(', ')}`)
        const restore = wire.meddle(REFRESH, badNetwork(fates))
        const seen = await Promise.all(Array.from({ length: tabs }, () => owner.refresh()))
        for (const outcome of seen) round.must('a refresh', outcome, ...REFRESHED, 'unanswered')
        // Nothing is on its way any more: this is where a lid is closed.
        if (random.oneIn(3)) await round.later(random.pick(['grace', 'coalesce']))
        round.must('and again', await owner.refreshUntilAnswered(), ...REFRESHED)
        restore()
        if (random.oneIn(2)) round.must('a call', await owner.call(), 200)
        if (random.oneIn(2)) await round.later()
      }
    },
  }))

test('when answers arrive in any order, the oldest last, the session lives', ({ target }) =>
  honest(target, {
    short: 3,
    async play(round) {
      const { random } = round
      const owner = await round.newcomer('owner')
      for (let step = 0; step < 3; step += 1) {
        const presented = owner.client.refreshToken
        const tabs = Array.from({ length: 6 }, () => owner.copy('tab'))
        const seen = await Promise.all(tabs.map((tab) => tab.refresh()))
        for (const outcome of seen) round.must('a refresh', outcome, 'rotated', 'retried')

        // Each answer sets the cookie of the one browser that they all belong to; one is on its way yet.
        const [late = owner, ...inTime] = random.shuffled(tabs)
        for (const tab of inTime) owner.client.refreshToken = tab.client.refreshToken
        round.must('the next refresh', await owner.refresh(), 'unchanged')
        await round.later()
        round.must('the next rotation', await owner.refresh(), 'rotated')
        round.must('a call', await owner.call(), 200)

        owner.client.refreshToken = late.client.refreshToken
        round.log(`the late answer puts generation ${generationIn(owner.client)} back`)
        round.must('with the older cookie', await owner.refresh(), 'retried')
        round.must('and with what that gave', await owner.refresh(), 'unchanged')
        if (owner.client.refreshToken === presented) throw new Error('The token never changed')
        await round.later()
      }
    },
  }))

test('when a laptop sleeps in the middle of a refresh, the session lives', ({ target }) =>
  honest(target, {
    short: 3,
    async play(round) {
      const { random } = round
      const owner = await round.newcomer('owner')
      const asleep = 1 + random.below(3)
      for (let nap = 1; nap <= asleep; nap += 1) {
        const before = owner.client.refreshToken
        const outcome = await owner.refresh()
        round.must('the request before the nap', outcome, nap === 1 ? 'rotated' : 'recovered')
        // The answer came to a closed lid.
        owner.client.refreshToken = before
        round.log(
          `asleep: the answer is lost, the cookie is ${generationIn(owner.client)} as before`,
        )
        await round.later('grace')
      }
      round.must('the page it wakes up with', await owner.sees(), 200)
      const tabs = await Promise.all([1, 2, 3].map(() => owner.refresh()))
      round.must('its tabs', tabs.sort().join(), 'recovered,retried,retried')
      round.must('a call', await owner.call(), 200)
      await round.later()
      round.must('the refresh after that', await owner.refresh(), 'rotated')
    },
  }))
