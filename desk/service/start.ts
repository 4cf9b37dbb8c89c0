import { readFileSync } from 'node:fs';
import { writeFileDurably } from '../../bundle/durable-file.ts';
import { type Policy, policy } from '../../contract/policy.ts';
import { raise } from '../../contract/result.ts';
import { deskActor, record } from './audit/audit.ts';
import { signHead, verifyAudit } from './audit/verify.ts';
import { makeBackOff } from './auth/back-off.ts';
import { makeBuckets } from './auth/buckets.ts';
import { renewSetupToken } from './auth/engineers.ts';
import { makeOidc, type OidcConfig } from './auth/oidc.ts';
import { makeChanges } from './changes.ts';
import type { Context } from './context.ts';
import { makeSightings } from './devices/sightings.ts';
import { type DeviceStreams, makeDeviceStreams } from './devices/streams.ts';
import { addressOf, isSecure, ownOrigins } from './http/address.ts';
import { addRoutes, type LogTarget, makeServer, type RouteName } from './http/app.ts';
import { makeBundleShelf } from './incidents/bundle-shelf.ts';
import { makeIncidentIndex } from './incidents/incident-index.ts';
import { dateIncidents, deleteExpired } from './incidents/retention.ts';
import { makeIntake } from './intake/intake.ts';
import { expireUploads, recover } from './intake/recover.ts';
import { openKeys } from './keys.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { makeCodeGuard } from './requests/codes.ts';
import { expireRequests } from './requests/state.ts';
import { openDatabase } from './store/database.ts';
import { openFolders } from './store/folders.ts';
import { openSeenTokens } from './store/seen-tokens.ts';
import { openSettings, organisationName } from './store/settings.ts';
import { repeat } from './sweep.ts';

export interface DeskConfig {
  /** Absolute path; made when it is missing. Holds keys, database and sealed bundles. */
  dataFolder: string;
  /** Interface to listen on, such as `127.0.0.1`. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** The organisation's name as people read it; remembered, so that it need be said only once. */
  organisation?: string;
  /** The address that people and agents use, when it is another than host and port: `https://desk.example`. */
  address?: string;
  /** The built console; without it only devices are served. */
  consoleFolder?: string;
  /** Where JSON log lines go; by default nowhere. */
  log?: LogTarget;
  limits?: Partial<Limits>;
  /** The organisation's own sign-in, beside the accounts with a password. */
  oidc?: OidcConfig;
  /** The clock. */
  now?: () => Date;
}

export interface Desk {
  address: string;
  /** Makes the first engineer's account, once; null when there is one. */
  setupLink: string | null;
  /** A policy for a development agent on this machine, which may have no keyring. */
  policy(): Policy;
  /** The policy that IT gives to the organisation's machines. */
  agentPolicyFile: string;
  routes: readonly RouteName[];
  /** Who listens; measurements look at it. */
  devices: Pick<DeviceStreams, 'count' | 'beat'>;
  /** Ends open calls, lets a check under way finish, and closes the store. Uploads go on at the next start. */
  stop(): Promise<void>;
}

/**
 * Starts the desk. When it resolves, it answers at `address`.
 * @throws CandorError `invalid-arguments` for an address that is not https (other than on this machine itself),
 * `conflict` when the data folder or the port is taken.
 */
export async function startDesk(config: DeskConfig): Promise<Desk> {
  const limits = { ...defaultLimits, ...config.limits };
  const now = config.now ?? (() => new Date());
  const secure = isSecure(config);
  const folders = await openFolders(config.dataFolder);
  // First: it is the claim on the folder.
  const seenTokens = openSeenTokens(folders.seenTokens);
  const closing: (() => Promise<void> | void)[] = [() => seenTokens.close()];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const keys = await openKeys(folders);
    const database = await openDatabase(folders.database);
    closing.push(() => database.destroy());
    const complete = await recover({ database, folders });
    await dateIncidents({ database, keys });

    const app = makeServer({ limits, secure, log: config.log ?? false });
    const changes = makeChanges();
    const intake = makeIntake({ database, folders, keys, limits, changes, now, log: app.log });
    const shelf = makeBundleShelf({ folders, keys, limits });
    const index = makeIncidentIndex({ database, keys, changes, log: app.log, now });
    closing.push(() => index.close());
    const settings = await openSettings(database);
    const sightings = makeSightings(database, now);
    await record(database, {
      at: now().toISOString(),
      actor: deskActor,
      action: 'desk-started',
      detail: { version: productVersion() },
    });
    const audited = await verifyAudit({ database, keys, folders }, now().toISOString());
    if (audited.intact) await signHead({ database, keys, folders }, now().toISOString());
    else app.log.error({ problem: audited.problem }, 'the audit log was altered');
    const sweep = async () => {
      await expireUploads({ database, folders }, new Date(now().getTime() - limits.uploadExpiryMs));
      await deleteExpired({ database, folders, shelf, changes, log: app.log }, now().toISOString());
    };
    await sweep();
    const context: Context = {
      version: productVersion(),
      organisation: await organisationName(database, config.organisation),
      address: '',
      origins: new Set(),
      secure,
      limits,
      keys,
      folders,
      database,
      seenTokens,
      changes,
      intake,
      shelf,
      index,
      registrations: makeBuckets(limits.registrationsPerHour, 3_600_000),
      deviceChanges: makeBuckets(limits.deviceChangesPerMinute, 60_000),
      settings,
      streams: makeDeviceStreams(),
      sightings,
      codeGuard: makeCodeGuard(),
      requestBudget: makeBuckets(limits.requestsPerHour, 3_600_000),
      streamBudget: makeBuckets(limits.streamsPerMinute, 60_000),
      oidc: config.oidc ? makeOidc(config.oidc) : null,
      auditVerdict: audited,
      views: new Map(),
      log: app.log,
      attemptsByName: makeBackOff(5),
      attemptsByAddress: makeBackOff(20),
      now,
    };
    const routes = await addRoutes(app, context, config.consoleFolder);
    closing.push(
      async () => {
        await sightings.write();
        // A full disk must not keep the rest from closing; the next start signs it.
        const lost = (error: unknown) => app.log.error({ error: String(error) }, 'the head of the audit log was not signed');
        if (context.auditVerdict.intact) await signHead(context, now().toISOString()).catch(lost);
      },
      () => shelf.close(),
      () => intake.close(),
      () => app.close(),
    );
    closing.push(repeat(sweep, limits.sweepMs, app.log));
    const lookAfterRequests = async () => {
      await expireRequests(context);
      await sightings.write();
    };
    closing.push(repeat(lookAfterRequests, limits.requestSweepMs, app.log));

    const port = await listen(app, config);
    const address = addressOf(config, port);
    context.address = address;
    for (const origin of ownOrigins(config, port)) context.origins.add(origin);
    // Not waited for: until it is ready only lists wait.
    void index.load().catch((thrown) => app.log.error({ err: thrown }, 'the list of incidents could not be read'));
    for (const upload of complete) void intake.check(upload).catch(() => {});
    const agentPolicy = {
      organisation: { name: context.organisation, publicKey: keys.publicKey },
      desk: { address },
      recipients: [keys.recipient],
    };
    await writeFileDurably(folders.agentPolicy, `${JSON.stringify(agentPolicy, null, 2)}\n`);
    const token = await renewSetupToken(database);
    app.log.info({ address, resumed: complete.length }, 'the desk is ready');
    return {
      address,
      setupLink: token && `${address}/setup?token=${token}`,
      policy: () => policy.parse({ ...agentPolicy, deviceKey: 'file' }),
      agentPolicyFile: folders.agentPolicy,
      routes,
      devices: context.streams,
      stop,
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function listen(app: ReturnType<typeof makeServer>, { host, port }: DeskConfig): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (thrown) {
    raise('conflict', 'The desk cannot listen on {host}, port {port}. Another program may use it; choose another port.', {
      values: { host, port },
      detail: String(thrown),
      cause: thrown,
    });
  }
  const bound = app.server.address();
  return typeof bound === 'object' && bound ? bound.port : port;
}

function productVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
