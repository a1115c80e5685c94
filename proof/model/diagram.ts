/** The state diagram of `docs/rotation.md`, made by asking `decideRotation` about every case. */
import { decideRotation, type RotationState } from '../../lib/auth/sessions/rotation'

const RULES = { refreshGrace: 30, refreshCoalesce: 60 }
const NOW = 10_000_000
const GENERATION = 7

type Name = 'unseen' | 'seen' | 'ended'

const AGES: [label: string, seconds: number][] = [
  ['before G', 10],
  ['from G to R', 45],
  ['from R on', 90],
]
const PRESENTED: [label: string, generation: number][] = [
  ['current', GENERATION],
  ['previous', GENERATION - 1],
  ['older', GENERATION - 2],
]

/** A living session; `seen` says whether anybody has shown the current generation. */
function living(seen: boolean, seconds: number): RotationState {
  return {
    generation: GENERATION,
    previousGeneration: GENERATION - 1,
    confirmedGeneration: seen ? GENERATION : GENERATION - 1,
    rotatedAt: NOW - seconds * 1000,
    retriedAt: null,
    idleExpiresAt: NOW + 1,
    absoluteExpiresAt: NOW + 1,
    revokedAt: null,
    revokedReason: null,
    tokenVersion: 0,
    userTokenVersion: 0,
  }
}

function outcome(from: Name, generation: number, seconds: number): { kind: string; to: Name } {
  const state = living(from === 'seen', seconds)
  const { kind } = decideRotation(state, { generation, authentic: true }, NOW, RULES)
  const isCurrent = generation === GENERATION
  const next: Partial<Record<typeof kind, Name>> = {
    rotated: 'unseen',
    recovered: 'unseen',
    reuse: 'ended',
    unchanged: isCurrent ? 'seen' : from,
    retried: from,
  }
  return { kind, to: next[kind] ?? 'ended' }
}

/** Mermaid source: an arrow for every kind of outcome, with all that leads to it. */
export function diagramInMermaid(): string {
  const arrows = new Map<string, string[]>()
  for (const from of ['unseen', 'seen'] as const) {
    for (const [presented, generation] of PRESENTED) {
      const outcomes = AGES.map(([label, seconds]) => ({
        label,
        ...outcome(from, generation, seconds),
      }))
      for (const { kind, to } of outcomes) {
        const ages = outcomes.filter((other) => other.kind === kind && other.to === to)
        const when =
          ages.length === AGES.length ? '' : ` ${ages.map((age) => age.label).join(', ')}`
        const cases = arrows.get(`${from} --> ${to}`) ?? []
        const text = `${presented}${when} = ${kind}`
        if (!cases.includes(text)) cases.push(text)
        arrows.set(`${from} --> ${to}`, cases)
      }
    }
  }
  const lines = [...arrows].map(([arrow, cases]) => `  ${arrow}: ${cases.join('<br>')}`)
  return [
    'stateDiagram-v2',
    '  unseen: current generation not shown yet',
    '  seen: current generation shown',
    '  ended: session ended, and with it all of the person',
    '  [*] --> unseen: sign-in',
    ...lines,
    '  unseen --> seen: access token of the current generation used, or page loaded with it',
  ].join('\n')
}
