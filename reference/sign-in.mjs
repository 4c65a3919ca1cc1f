/**
 * A module for NEXUS_RESET_PAGE_SCRIPT, as small as one can be: it knows where this reference signs its users in, and leaves
 * the rest to what the suite does without it.
 *
 * @param {import('@playwright/test').Page} page
 * @param {{ kind: string, origins: readonly string[], userEmail: string, password?: string }} task
 */
export default async function signIn(page, task) {
  if (task.kind !== 'sign-in') return;
  await page.goto(new URL('/sign-in', task.origins[0]).href);
  await page.getByLabel('E-mail address').fill(task.userEmail);
  await page.getByLabel('Password').fill(task.password ?? '');
  await page.getByRole('button').click();
}
