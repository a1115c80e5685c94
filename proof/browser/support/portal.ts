import type { Reply } from '../../../e2e/browser/support/wire'

/** What a captive portal, or a proxy in between, answers to everything. */
export function htmlReply(status: number): Reply {
  return {
    status,
    headers: [['Content-Type', 'text/html']],
    body: '<!doctype html><title>Welcome</title><p>Accept the terms to use this network.',
  }
}
