/** The measured figures of `docs/rotation.md`: every scheme under the same load. */
import { SimulatedBrowser } from './browser'
import { daysOf, type Habit, withKills } from './person'
import { Random } from './random'
import { SCHEMES, type Scheme } from './schemes'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How much of each is simulated. */
export type Size = { browsers: number; days: number; thieves: number }

export type Peace = { refreshes: number; alarms: number; kills: number }

/** Only the owner has the cookie: every alarm is a false one. */
export function peace(
  scheme: Scheme,
  { browsers, days }: Size,
  { lock, killed = false }: { lock: boolean; killed?: boolean },
): Peace {
  const total: Peace = { refreshes: 0, alarms: 0, kills: 0 }
  for (let seed = 1; seed <= browsers; seed += 1) {
    const browser = new SimulatedBrowser(scheme, seed, { lock })
    const deeds = daysOf(seed, days, 'busy')
    browser.live(killed ? withKills(deeds, seed) : deeds)
    total.kills += browser.kills
    total.refreshes += browser.refreshes
    total.alarms += browser.alarms.length
  }
  return total
}

/** `follows`: never comes first. `once`: refreshes once, uses what he gets at once, and leaves. */
type Thief = { name: string; owner: Habit; follows: boolean; once?: true }

export const THIEVES: Thief[] = [
  { name: 'every 14 minutes, busy owner', owner: 'busy', follows: false },
  { name: 'every 14 minutes, quiet owner', owner: 'quiet', follows: false },
  { name: '5 s after each refresh of a quiet owner', owner: 'quiet', follows: true },
  { name: 'once, quiet owner', owner: 'quiet', follows: false, once: true },
]

const HORIZON = 7 * DAY

/** Milliseconds from the first use of a copied cookie to the alarm; null: none within 7 days. */
export function untilFound(scheme: Scheme, seed: number, thief: Thief): number | null {
  const random = new Random(seed, 4)
  const deeds = daysOf(seed, 9, thief.owner)
  const moments = deeds.filter(({ at, ...deed }) => deed.do === 'use' && at > HOUR && at < 2 * DAY)
  const begin = moments[Math.floor(random.between(0, moments.length))]?.at ?? HOUR
  const browser = new SimulatedBrowser(scheme, seed, { lock: true })
  const { timeline } = browser
  const found: number[] = []
  timeline.after(begin, () => {
    const { session } = browser
    let token = browser.jar
    const present = () => {
      if (found.length > 0 || session !== browser.session) return
      const answer = session.present(token, timeline.time)
      if (answer.kind === 'alarm') found.push(timeline.time - begin)
      if (answer.kind !== 'granted') return
      token = answer.cookie ?? token
      session.use(answer.access, timeline.time)
      if (!thief.follows && !thief.once) timeline.after(14 * MINUTE, present)
    }
    if (!thief.follows) present()
    browser.onRefresh = () => {
      const alarm = browser.alarms.at(-1)
      if (alarm === timeline.time) found.push(alarm - begin)
      if (thief.follows) timeline.after(5_000, present)
    }
  })
  browser.live(deeds, () => found.length > 0 || timeline.time > begin + HORIZON)
  const [first] = found
  return first === undefined || first > HORIZON ? null : first
}

function duration(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.round(milliseconds / 1000)} s`
  if (milliseconds < HOUR) return `${Math.round(milliseconds / MINUTE)} min`
  return milliseconds < 2 * DAY
    ? `${(milliseconds / HOUR).toFixed(1)} h`
    : `${(milliseconds / DAY).toFixed(1)} days`
}

const count = (number: number) => number.toLocaleString('en-US')

function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** Half of the thieves, 19 of 20, and how many go on for more than 7 days. */
function found(scheme: Scheme, thief: Thief, thieves: number): string {
  const times = Array.from({ length: thieves }, (_, index) =>
    untilFound(scheme, index + 1, thief),
  ).map((time) => time ?? Number.POSITIVE_INFINITY)
  times.sort((a, b) => a - b)
  const share = times.filter((time) => !Number.isFinite(time)).length / thieves
  const inWords = (time: number) => (Number.isFinite(time) ? duration(time) : '> 7 days')
  return `${inWords(quantile(times, 0.5))} / ${inWords(quantile(times, 0.95))} / ${Math.round(100 * share)} %`
}

/** Both tables. */
export function figuresInMarkdown(size: Size): string {
  const alarms = SCHEMES.map((scheme) => {
    const cells = [true, false].map((lock) => {
      const { refreshes, alarms } = peace(scheme, size, { lock })
      return `${count(alarms)} of ${count(refreshes)}`
    })
    const { alarms, kills } = peace(scheme, size, { lock: true, killed: true })
    const more = alarms - peace(scheme, size, { lock: true }).alarms
    return `| ${scheme.name} | ${cells.join(' | ')} | ${count(more)} of ${count(kills)} |`
  })
  const thieves = SCHEMES.map((scheme) => {
    const cells = THIEVES.map((thief) => found(scheme, thief, size.thieves))
    return `| ${scheme.name} | ${cells.join(' | ')} |`
  })
  return [
    `False alarms, of all refreshes of ${size.browsers} browsers in ${size.days} days:`,
    '',
    '| rules | tabs share a lock | no lock | more, of all kills of the browser |',
    '|---|--:|--:|--:|',
    ...alarms,
    '',
    `${size.thieves} thieves each: half are found out after / 19 of 20 after / still unnoticed after 7 days:`,
    '',
    `| rules | ${THIEVES.map(({ name }) => name).join(' | ')} |`,
    '|---|--:|--:|--:|--:|',
    ...thieves,
  ].join('\n')
}
