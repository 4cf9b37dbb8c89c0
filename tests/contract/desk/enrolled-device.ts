import { consoleRoutes } from '#contract/http/console-api.ts';
import { createdEnrolment } from '#contract/http/console-requests.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import type { Browser, TestDesk } from './desk.ts';
import { callAs, makeDevice, type TestDevice } from './device.ts';

/** A device that IT enrolled, so that the desk counts it as verified. */
export async function enrolledDevice(desk: TestDesk, engineer: Browser): Promise<TestDevice> {
  const wish = { label: 'Laptops in Berlin', uses: 1, days: 7 };
  const { token } = createdEnrolment.parse(
    await (await engineer.call('POST', consoleRoutes.enrolments, wish)).json(),
  );
  const device = await makeDevice();
  const body = {
    publicKey: device.publicKey,
    platform: 'linux',
    agentVersion: '0.1.0',
    token,
    name: null,
    owner: null,
  };
  const response = await callAs(device, desk, 'POST', deviceRoutes.enrol, { body });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return device;
}
