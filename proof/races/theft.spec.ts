/** Thieves with a copied cookie. Each script ends at the refresh that must give the theft away. */
import { generationIn, type Holder } from './support/holder'
import { test, theft } from './support/race'
import type { Round } from './support/round'

const SHORT = 2

/** A refresh that gives no alarm yet, and a call with what it gave. */
async function goesOn(holder: Holder, outcome: string): Promise<void> {
  const { round, name } = holder
  round.must(`${name} refreshes`, await holder.refresh(), outcome)
  round.must(`${name} calls`, await holder.call(), 200)
}

/** The same, used for as long as an honest browser would be sure of its cookie. */
async function staysOn(holder: Holder, outcome: string): Promise<void> {
  await goesOn(holder, outcome)
  await holder.round.saved()
  holder.round.must(`${holder.name} still calls`, await holder.call(), 200)
}

/** The same browser rotates a few times; what was stolen is not always the first token. */
async function livesOn(round: Round, owner: Holder): Promise<void> {
  for (let left = round.random.below(3); left > 0; left -= 1) {
    await goesOn(owner, 'rotated')
    await round.later()
  }
}

/** The owner's answer is lost: the server has rotated, and the browser does not know. */
async function losesAnswer(owner: Holder): Promise<void> {
  const { refreshToken } = owner.client
  owner.round.must('the owner refreshes', await owner.refresh(), 'rotated')
  owner.client.refreshToken = refreshToken
  owner.round.log('that answer is lost: the owner holds what he held')
}

/** The refresh that gives the theft away; then no token works any more for anyone. */
async function isCaught(caught: Holder, owner: Holder, thief: Holder): Promise<void> {
  const { round } = caught
  const phone = round.holders.find(({ name }) => name === 'phone')
  const all = [owner, thief, ...(phone ? [phone] : [])]
  const held = all.map((holder) => ({
    holder,
    token: holder.client.refreshToken,
    accessToken: holder.accessToken,
  }))
  round.must(`${caught.name} gives it away`, await caught.refresh(), 'token-reuse')
  for (const { holder, token, accessToken } of held) {
    // A server by URL may be set to end the one session only.
    if (holder === phone && !round.target.control) continue
    const over = await holder.refreshWith(token)
    round.must(`${holder.name} after that`, over, 'session-revoked')
    const call = accessToken && (await holder.call(accessToken))
    round.must(`${holder.name}'s access token after that`, call, 'session-revoked', '')
  }
  expectAlarms(round, owner, 1)
}

/** Asserts how often the server's own log reports a reuse, where it can be read. */
function expectAlarms({ target }: Round, { signedIn }: Holder, times: number): void {
  const alarms = target.control?.alarmsOf(signedIn.user.id) ?? times
  if (alarms !== times) throw new Error(`The log reports ${alarms} reuses, not ${times}`)
}

test('when the thief uses the copy first, the owner reveals it', ({ target }) =>
  theft(target, {
    caught: "at the owner's next refresh after the grace",
    short: SHORT,
    async play(round, owner) {
      await livesOn(round, owner)
      const thief = owner.copy('thief')
      await staysOn(thief, 'rotated')
      // Those who are away do not notice: he may go on for as long as he is alone.
      for (let turns = round.random.below(3); turns > 0; turns -= 1) {
        await round.later()
        await staysOn(thief, 'rotated')
      }
      await round.later('grace')
      await isCaught(owner, owner, thief)
    },
  }))

test('when the owner refreshes first, the thief is found out', ({ target }) =>
  theft(target, {
    caught: "at the thief's first refresh after the grace",
    short: SHORT,
    async play(round, owner) {
      await livesOn(round, owner)
      const thief = owner.copy('thief')
      await staysOn(owner, 'rotated')
      await round.later('grace')
      await isCaught(thief, owner, thief)
    },
  }))

test('when the thief uses the copy first and only for a moment, the owner recovers', ({ target }) =>
  theft(target, {
    caught: "at the thief's next refresh: the owner recovers, as after a crash",
    short: SHORT,
    async play(round, owner) {
      await livesOn(round, owner)
      const thief = owner.copy('thief')
      await goesOn(thief, 'rotated')
      await round.later('grace')
      await goesOn(owner, 'recovered')
      expectAlarms(round, owner, 0)
      await round.later()
      await isCaught(thief, owner, thief)
    },
  }))

test('when the copy is two rotations behind, the thief is found out within the grace', ({
  target,
}) =>
  theft(target, {
    caught: "at the thief's first refresh, however soon",
    short: SHORT,
    async play(round, owner) {
      const thief = owner.copy('thief')
      await goesOn(owner, 'rotated')
      await round.later()
      await goesOn(owner, 'rotated')
      await isCaught(thief, owner, thief)
    },
  }))

test('when the thief follows within the grace, a later refresh finds it', ({ target }) =>
  theft(target, {
    caught: 'at the first later refresh of the other party',
    short: SHORT,
    async play(round, owner) {
      await livesOn(round, owner)
      const thief = owner.copy('thief')
      // As long as each time he is within the grace of the owner, he is another tab.
      for (let windows = 1 + round.random.below(3); windows > 0; windows -= 1) {
        await goesOn(owner, 'rotated')
        await goesOn(thief, 'retried')
        await round.later()
      }
      const [first = owner, second = thief] = round.random.shuffled([owner, thief])
      await staysOn(first, 'rotated')
      await round.later('grace')
      await isCaught(second, owner, thief)
    },
  }))

test('when both refresh in turns at random, one of them is found out', ({ target }) =>
  theft(target, {
    caught: 'at the first refresh a grace or more after the other one',
    short: 2 * SHORT,
    async play(round, owner) {
      const thief = owner.copy('thief')
      const holds = ({ client }: Holder) => Number(generationIn(client))
      for (let newest = 0; ; newest += 1) {
        const [first = owner, second = thief] = round.random.shuffled([owner, thief])
        if (holds(first) < newest) return isCaught(first, owner, thief)
        await goesOn(first, 'rotated')
        if (round.random.oneIn(2)) {
          if (holds(second) < newest) return isCaught(second, owner, thief)
          await goesOn(second, 'retried')
        }
        await round.saved()
        round.must(`${first.name} still calls`, await first.call(), 200)
        await round.later()
      }
    },
  }))

test('when a token replaced by a recovery is presented, it is an alarm', ({ target }) =>
  theft(target, {
    caught: "at the thief's next refresh, however soon",
    short: SHORT,
    async play(round, owner) {
      await livesOn(round, owner)
      // He takes the owner's answer from the wire, and keeps it for a better moment.
      const thief = owner.copy('thief')
      round.must('the answer the owner never sees', await thief.refresh(), 'rotated')
      await round.later('grace')
      await goesOn(owner, 'recovered')
      if (round.random.oneIn(2)) await round.later()
      await isCaught(thief, owner, thief)
    },
  }))

test('when an answer is lost and the thief asks first, it is found out', ({ target }) =>
  theft(target, {
    caught: 'at the next refresh of the other',
    short: SHORT,
    async play(round, owner) {
      const thief = owner.copy('thief')
      await losesAnswer(owner)
      round.must('the thief in place of the owner', await thief.refresh(), 'retried')
      const quiet = round.random.oneIn(2)
      await round.saved()
      if (!quiet) round.must('the thief shows it', await thief.call(), 200)
      // No one has shown this generation, so the owner goes on without it.
      if (quiet) await goesOn(owner, 'recovered')
      await isCaught(quiet ? thief : owner, owner, thief)
    },
  }))

test('when an answer is lost and the thief recovers it, one of them is found out', ({ target }) =>
  theft(target, {
    caught: 'at the first later refresh of the other party',
    short: SHORT,
    async play(round, owner) {
      const thief = owner.copy('thief')
      await losesAnswer(owner)
      await round.later('grace')
      if (round.random.oneIn(2)) {
        await staysOn(thief, 'recovered')
        return isCaught(owner, owner, thief)
      }
      await goesOn(thief, 'recovered')
      await goesOn(owner, 'retried')
      await round.later()
      const [first = owner, second = thief] = round.random.shuffled([owner, thief])
      await staysOn(first, 'rotated')
      await isCaught(second, owner, thief)
    },
  }))

test('when the session has signed out, its token is an alarm', ({ target }) =>
  theft(target, {
    caught: "at the thief's first refresh after the grace",
    short: SHORT,
    async play(round, owner) {
      await livesOn(round, owner)
      const thief = owner.copy('thief')
      const token = thief.client.refreshToken
      round.must('the owner signs out', (await owner.client.post('/api/auth/logout')).status, 204)
      owner.client.refreshToken = token
      // It may have been under way when the owner left: no alarm, and nothing for the thief.
      round.must('the thief at once', await thief.refresh(), 'session-revoked')
      expectAlarms(round, owner, 0)
      thief.client.refreshToken = token
      await round.later('grace')
      await isCaught(thief, owner, thief)
    },
  }))

test('when the thief only calls with a copied access token, the end of the session stops it', ({
  target,
}) =>
  theft(target, {
    caught: 'never; refused from the end of the session on',
    short: SHORT,
    async play(round, owner) {
      const { accessToken } = owner
      const thief = owner.copy('thief')
      const calls = async (outcome: string | number) =>
        round.must('the thief calls', await thief.call(accessToken), outcome)
      await calls(200)
      // A rotation is no end of an access token: it runs out by itself.
      await goesOn(owner, 'rotated')
      await calls(200)
      round.must('the owner signs out', (await owner.client.post('/api/auth/logout')).status, 204)
      await calls('session-revoked')
      expectAlarms(round, owner, 0)
    },
  }))

test('when the thief only loads pages with a copied cookie, the next rotation stops it', ({
  target,
}) =>
  theft(target, {
    caught: "never; refused a grace after the owner's next refresh",
    short: SHORT,
    async play(round, owner) {
      const thief = owner.copy('thief')
      round.must('the thief on a page', await thief.sees(), 200)
      await staysOn(owner, 'rotated')
      round.must('the thief on a page, later', await thief.sees(), 307)
      expectAlarms(round, owner, 0)
      round.must('the owner at the end', await owner.refresh(), 'rotated', 'unchanged')
    },
  }))
