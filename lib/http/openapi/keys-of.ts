/** A union's members as a list. The compiler sees to it that none is missing. */
export function keysOf<Member extends string>(
  members: Record<Member, unknown>,
): [Member, ...Member[]] {
  return Object.keys(members) as [Member, ...Member[]]
}
