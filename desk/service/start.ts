import { readFileSync } from 'node:fs';
import { writeFileDurably } from '#bundle/durable-file.ts';
import { raise } from '#contract/errors/result.ts';
import { type Policy, policy } from '#contract/policy/policy.ts';
import type { Context } from './context.ts';
import { deskActor, record } from './domain/audit/audit.ts';
import { renewSetupToken } from './domain/auth/engineers.ts';
import { makeKnownBrowsers } from './domain/auth/known-browsers.ts';
import { networkOf } from './domain/auth/network.ts';
import { makeOidc, type OidcConfig } from './domain/auth/oidc.ts';
import { dateIncidents } from './domain/incidents/retention.ts';
import { makeIntake } from './domain/intake/intake.ts';
import { recover } from './domain/intake/recover.ts';
import { addressOf, isSecure, ownOrigins } from './http/address.ts';
import { addRoutes, type LogTarget, makeServer, type RouteName } from './http/app.ts';
import { openKeys } from './keys.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { makeBackOff } from './runtime/back-off.ts';
import { makeBundleCache } from './runtime/bundle-cache.ts';
import { makeCodeGuard } from './runtime/code-guard.ts';
import { makeEventBus } from './runtime/event-bus.ts';
import { makeAuditGuardian } from './runtime/guardian.ts';
import { makeIncidentIndex } from './runtime/incident-index.ts';
import { makeLastSeen } from './runtime/last-seen.ts';
import { makeRateLimiter } from './runtime/rate-limiter.ts';
import { type DeviceStreams, makeDeviceStreams } from './runtime/streams.ts';
import { makeTally } from './runtime/tally.ts';
import { startUpkeep } from './runtime/upkeep.ts';
import { openDatabase } from './store/database.ts';
import { rethrowStartError } from './store/disk-error.ts';
import { openFolders } from './store/folders.ts';
import { openSeenTokens } from './store/seen-tokens.ts';
import { openSettings, organisationName } from './store/settings.ts';

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
  /** The organisation's own sign-in, in addition to accounts with a password. */
  oidc?: OidcConfig;
  /** Addresses or networks of proxies on other machines that may say whom a request comes from. */
  trustedProxies?: readonly string[];
  /** The clock. */
  now?: () => Date;
}

export interface Desk {
  address: string;
  /** Opens the first engineer's account, once; null when an account exists. */
  setupLink: string | null;
  /** A policy for a development agent on this machine, which may have no keyring. */
  policy(): Policy;
  /** The policy that IT gives to the organisation's machines. */
  agentPolicyFile: string;
  routes: readonly RouteName[];
  /** The connected devices; benchmarks read it. */
  devices: Pick<DeviceStreams, 'count' | 'beat'>;
  /** Resolves when what had expired before the start is deleted and the audit log is checked. */
  upkeep: Promise<void>;
  /** Never rejects. Ends open calls, lets a check under way finish, and closes the store. Uploads go on at the next start. */
  stop(): Promise<void>;
}

/**
 * Starts the desk. When it resolves, it answers at `address`.
 * @throws CandorError `invalid-arguments` for an address that is not https (other than on this machine itself),
 * `conflict` when the data folder or the port is taken or the data are of a newer desk, `disk-full`, `disk-failed`.
 */
export async function startDesk(config: DeskConfig): Promise<Desk> {
  try {
    return await start(config);
  } catch (thrown) {
    return rethrowStartError(thrown, config.dataFolder);
  }
}

async function start(config: DeskConfig): Promise<Desk> {
  const limits = { ...defaultLimits, ...config.limits };
  const now = config.now ?? (() => new Date());
  const secure = isSecure(config);
  const app = makeServer({
    limits,
    secure,
    log: config.log ?? false,
    proxies: config.trustedProxies ?? [],
  });
  const folders = await openFolders(config.dataFolder);
  // First: its lock claims the data folder.
  const seenTokens = openSeenTokens(folders.seenTokens);
  const closing: (() => Promise<void> | void)[] = [() => seenTokens.close()];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) {
      // One part that cannot be closed, as on a full disk, keeps no other from it. What was answered for is durable already.
      await (async () => close())().catch((thrown) =>
        app.log.error({ err: thrown }, 'a part of the desk did not close cleanly'),
      );
    }
  };
  try {
    const keys = await openKeys(folders);
    const database = await openDatabase(folders.database);
    closing.push(() => database.destroy());
    const complete = await recover({ database, folders });
    await dateIncidents({ database, keys, limits });

    const changes = makeEventBus();
    const intake = makeIntake({ database, folders, keys, limits, changes, now, log: app.log });
    const bundleCache = makeBundleCache({ folders, keys, limits });
    const index = makeIncidentIndex({ database, keys, changes, log: app.log, now });
    closing.push(() => index.close());
    const settings = await openSettings(database);
    const sightings = makeLastSeen(database, now);
    await record(database, {
      at: now().toISOString(),
      actor: deskActor,
      action: 'desk-started',
      detail: { version: productVersion() },
    });
    const audit = await makeAuditGuardian({ database, keys, folders, log: app.log, now });
    closing.push(() => audit.close());
    const refusedSignIns = makeTally(database, now);
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
      bundleCache,
      index,
      registrations: makeRateLimiter(limits.registrationsPerHour, 3_600_000, networkOf),
      deviceChanges: makeRateLimiter(limits.deviceChangesPerMinute, 60_000),
      settings,
      streams: makeDeviceStreams(),
      sightings,
      codeGuard: makeCodeGuard(),
      requestBudget: makeRateLimiter(limits.requestsPerHour, 3_600_000),
      streamBudget: makeRateLimiter(limits.streamsPerMinute, 60_000),
      oidc: config.oidc ? makeOidc(config.oidc, keys.extractKey) : null,
      audit,
      views: new Map(),
      log: app.log,
      attemptsByName: makeBackOff(5),
      attemptsByAddress: makeBackOff(20, networkOf),
      knownBrowsers: makeKnownBrowsers(keys.browserKey),
      refusedSignIns,
      now,
    };
    const routes = await addRoutes(app, context, config.consoleFolder);
    closing.push(
      () => sightings.write(),
      () =>
        refusedSignIns
          .write()
          .catch((error) => app.log.error({ err: error }, 'refused sign-ins were not counted')),
      () => bundleCache.close(),
      () => intake.close(),
      () => app.close(),
    );
    // Before the first call adds to the log: without a head, the whole log is signed. A full disk delays it.
    await audit
      .sign()
      .catch((thrown) => app.log.error({ err: thrown }, 'the audit log was not signed'));
    // Before the first call: a complete upload is never `unknown`. A full disk delays it until the sender asks again.
    for (const upload of complete) {
      await intake
        .received(upload)
        .catch((thrown) => app.log.error({ err: thrown }, 'a complete upload is not noted yet'));
    }

    const port = await listen(app, config);
    const address = addressOf(config, port);
    context.address = address;
    for (const origin of ownOrigins(config, port)) context.origins.add(origin);
    const upkeep = startUpkeep(context);
    closing.push(() => upkeep.stop());
    // Not awaited: until the index is ready, only lists wait.
    void index
      .load()
      .catch((thrown) => app.log.error({ err: thrown }, 'the list of incidents could not be read'));
    const agentPolicy = {
      organisation: { name: context.organisation, publicKey: keys.publicKey },
      desk: { address },
      recipients: [keys.recipient],
      // The retention that people are shown must be this desk's own.
      retentionDays: limits.retentionDays,
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
      upkeep: upkeep.first,
      stop,
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function listen(
  app: ReturnType<typeof makeServer>,
  { host, port }: DeskConfig,
): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (thrown) {
    raise(
      'conflict',
      'The desk cannot listen on {host}, port {port}. Another program may use it; choose another port.',
      {
        values: { host, port },
        detail: String(thrown),
        cause: thrown,
      },
    );
  }
  const bound = app.server.address();
  return typeof bound === 'object' && bound ? bound.port : port;
}

function productVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
