import type { BrowserContext } from 'playwright-core';
import { people } from '../../local/cognito/people.js';
import type { LocalStack } from './local-stack.js';
import { Person } from './person.js';
import type { Visitor } from './visitor.js';

export const ADMIN = 'alice@example.com';
export const USER = 'bob@example.com';

/** Somebody whom the local stack knows from its start. */
export function knownPerson(stack: LocalStack, email: string): Person {
  const known = people.find((one) => one.email === email);
  if (!known) throw new Error(`Nobody is called ${email}`);
  const person = new Person(stack, email);
  person.password = known.password;
  person.takeNewApp(known.totpSecret);
  return person;
}

/** Leads an administrator through the pages of administration and their states. */
export async function* adminTour(
  stack: LocalStack,
  { page, context, expectComplaint }: Visitor,
): AsyncGenerator<string> {
  const main = page.locator('main');
  const dialog = page.getByRole('dialog');
  const openUser = async (name: string) => {
    await page.goto(`${stack.origin}/admin/users`);
    await main.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  };
  const elsewhere = await signInElsewhere(context, knownPerson(stack, USER));
  await knownPerson(stack, ADMIN).signIn(page);

  await page.getByRole('link', { name: 'Administration' }).click();
  await page.getByRole('heading', { name: 'Administrators' }).waitFor();
  yield 'admin';
  await page.goto(`${stack.origin}/admin/users?search=nobody`);
  yield 'admin-users-nobody';
  await page.goto(`${stack.origin}/admin/users?page=gone`);
  await expectComplaint(/422/);
  yield 'admin-users-gone';
  await page.goto(`${stack.origin}/admin/users`);
  await main.getByRole('link', { name: 'Invite somebody' }).click();
  await page.getByLabel('E-mail').waitFor();
  yield 'admin-invite';
  await page.reload(); // a picture leaves styles at its fields, which htmx would hand on to the next form
  await page.getByLabel('E-mail').fill(USER);
  await page.getByLabel('Group').selectOption('users');
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.locator('[role=alert]:focus').waitFor();
  await expectComplaint(/422/);
  yield 'admin-invite-refused';
  await page.getByLabel('E-mail').fill('grace.hopper@example.com');
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText('This user is invited').waitFor();
  yield 'admin-user-invited';

  await openUser(USER);
  yield 'admin-user';
  await page.reload();
  await main.getByRole('link', { name: 'Disable…' }).click();
  await dialog.waitFor();
  yield 'admin-user-asked';
  await page.goto(`${page.url()}?do=disable`);
  yield 'admin-user-question';
  await page.getByRole('button', { name: 'Disable this user' }).click();
  await page.getByText('This user is disabled').waitFor();
  yield 'admin-user-disabled';
  await page.goto(`${stack.origin}/admin/users`);
  yield 'admin-users';
  await openUser(ADMIN);
  await page.getByRole('link', { name: 'Remove… from admins' }).click();
  await dialog.getByRole('button', { name: 'Take them out' }).click();
  await dialog.getByRole('alert').waitFor();
  await expectComplaint(/422/);
  yield 'admin-last';
  await page.goto(`${stack.origin}/admin/users/nobody`);
  await expectComplaint(/404/);
  yield 'admin-user-unknown';
  await elsewhere.close();
}

/** Another browser, which has nothing of this one. */
async function signInElsewhere(context: BrowserContext, person: Person): Promise<BrowserContext> {
  const other = await context.browser()?.newContext();
  if (!other) throw new Error('A context has its browser');
  await person.signIn(await other.newPage());
  return other;
}
