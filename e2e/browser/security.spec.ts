/** What an attacker would try with the pages. */
import { expect, test } from './support/test'

test('when a page of a user is loaded, its policy and all its scripts have a new nonce', async ({
  context,
  page,
  signedIn: _,
}) => {
  const nonces = new Set<string>()
  for (const path of ['/account', '/account', '/account/sessions']) {
    const response = await context.request.get(path)
    const policy = response.headers()['content-security-policy'] ?? ''
    const nonce =
      /script-src 'self' 'nonce-([\w-]{22,})' .*'strict-dynamic'/.exec(policy)?.[1] ?? ''
    expect(nonce).not.toBe('')
    expect(policy).not.toContain('unsafe')
    nonces.add(nonce)
    const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(3)
    // All but the one that every page has, which the policy names by its hash.
    const without = scripts.filter((script) => !script.includes(`nonce="${nonce}"`))
    expect(without).toEqual(['<script>'])
  }
  expect(nonces.size).toBe(3)
  // The browser hides it: a style sheet's selectors cannot read it out.
  await page.goto('/account')
  expect(
    await page.evaluate(() => document.querySelector('script[nonce]')?.getAttribute('nonce')),
  ).toBe('')
})
