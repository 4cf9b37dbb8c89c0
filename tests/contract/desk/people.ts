import { consoleRoutes } from '#contract/http/console-api.ts';
import { createdInvitation } from '#contract/http/console-people.ts';
import type { Role } from '#contract/http/roles.ts';
import { type Browser, opened, password, strangerOf, type TestDesk } from './desk.ts';

/** A colleague whom the administrator invited, who followed the link and is signed in. */
export async function colleague(
  desk: TestDesk,
  administrator: Browser,
  role: Role,
  name = `A ${role}`,
): Promise<Browser> {
  const response = await administrator.call('POST', consoleRoutes.people, { name, role });
  const { link } = createdInvitation.parse(await response.json());
  const token = new URL(link).searchParams.get('token');
  return opened(desk, await strangerOf(desk).call('POST', consoleRoutes.join, { token, password }));
}
