import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { consoleRoutes, type IncidentDetail, incidentDetail } from '#contract/http/console-api.ts';
import { incidentView } from '#contract/http/incident.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, decisionOf, send, type TestDevice } from './device.ts';
import { incidentsOf } from './lists.ts';
import { ask, report } from './requests.ts';

async function sendBundle(
  desk: TestDesk,
  device: TestDevice,
  options: Parameters<typeof makeBundle>[2] = {},
) {
  const submission = randomUUID();
  await send(device, desk, (await makeBundle(desk, device, options)).sealed, { submission });
  const decision = await decisionOf(device, desk, submission);
  if (decision.state !== 'accepted') throw new Error(JSON.stringify(decision));
  return { submission, number: decision.incident.number };
}

const incidentOf = async (engineer: Browser, number: string): Promise<IncidentDetail> =>
  incidentDetail.parse(
    await (await engineer.call('GET', `${consoleRoutes.incidents}/${number}`)).json(),
  );

/** An engineer asks in an incident for another bundle, and the person sends it. */
async function answered(desk: TestDesk, reason: string) {
  const device = await registeredDevice(desk);
  const engineer = await firstEngineer(desk, 'Erika Example');
  const { number: first } = await sendBundle(desk, device);
  const { jti } = await ask(engineer, device, { incident: first, reason });
  const { number: second, submission } = await sendBundle(desk, device, { withoutWords: true });
  const response = await report(device, desk, jti, { state: 'sent', submission });
  expect(response.status).toBe(200);
  return { device, engineer, first, second, jti };
}

test('a requested bundle says who asked for it, why and in which incident, and belongs to that engineer', async () => {
  await using desk = await startTestDesk();
  const { engineer, first, second, jti } = await answered(
    desk,
    'To see the network while the VPN drops.\nThank you.',
  );
  expect(await incidentOf(engineer, second)).toMatchObject({
    summary: 'To see the network while the VPN drops.',
    status: 'assigned',
    assignee: 'Erika Example',
    awaitsAnswer: false,
    request: {
      jti,
      engineer: 'Erika Example',
      incident: first,
      reason: 'To see the network while the VPN drops.\nThank you.',
    },
  });
  const { incidents } = await incidentsOf(engineer, { view: 'all' });
  expect(incidents.find(({ number }) => number === second)).toMatchObject({
    summary: 'To see the network while the VPN drops.',
    assignee: 'Erika Example',
    awaitsAnswer: false,
  });
});

test('the incident in which it was asked for names the bundle that arrived', async () => {
  await using desk = await startTestDesk();
  const { engineer, first, second, jti } = await answered(desk, 'To see the network');
  const detail = await incidentOf(engineer, first);
  expect(detail.answers).toMatchObject([{ request: jti, incident: second }]);
  expect(detail).toMatchObject({ request: null, awaitsAnswer: true });
});

test('the person sees in the new incident who works on it', async () => {
  await using desk = await startTestDesk();
  const { device, second } = await answered(desk, 'To see the network');
  const view = incidentView.parse(
    await (await callAs(device, desk, 'GET', `/v1/incidents/${second}`)).json(),
  );
  expect(view.timeline.at(-1)).toMatchObject({
    kind: 'status',
    status: 'assigned',
    engineer: 'Erika Example',
  });
});

test('a person who then writes in the requested incident awaits an answer', async () => {
  await using desk = await startTestDesk();
  const { device, engineer, second } = await answered(desk, 'To see the network');
  const body = { id: randomUUID(), text: 'Here it is.' };
  await callAs(device, desk, 'POST', `/v1/incidents/${second}/messages`, { body });
  expect((await incidentOf(engineer, second)).awaitsAnswer).toBe(true);
});
