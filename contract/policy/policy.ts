import { z } from 'zod';
import { ageRecipient, publicKey } from '../bundle/receipt.ts';
import {
  application,
  collectorId,
  deskEndpoint,
  presetId,
  presets,
} from '../collector/collector.ts';
import { plainName } from '../primitives/plain-name.ts';
import { settingFacts, settingsOf } from './policy-setting.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** https everywhere; plain http only to this same computer, for development. */
export const deskAddress = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((value) => {
    const match = /^(https?):\/\/([^/:?#@\s]+|\[[^\]]+\])(:\d+)?\/?$/.exec(value);
    return match !== null && (match[1] === 'https' || loopback.test(match[2] ?? ''));
  }, 'must be https://host[:port] without a path; http:// is allowed only to this computer itself');

/**
 * A service of the organisation whose reachability is checked. The address must not hold a secret:
 * anyone on the computer can read a policy.
 */
const policyEndpoint = z.strictObject({
  id: collectorId
    .refine((id) => id !== deskEndpoint, 'must not be "desk", which is the id of the desk itself')
    .refine(
      (id) => !id.startsWith('app-'),
      'must not begin with "app-", which is reserved for applications',
    ),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine(
      (value) => /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(value),
      'must not have a user, query or fragment',
    ),
  name: z.string().trim().min(1).max(100).optional(),
});

/**
 * A preset of the organisation: the ids of the collectors to run. The person's own words are always
 * included.
 */
const policyPreset = z.strictObject({
  id: presetId.refine(
    (id) => !(presets as readonly string[]).includes(id),
    `must not be one of ${presets.join(', ')}`,
  ),
  name: z.string().trim().min(1).max(60),
  purpose: z.string().trim().min(1).max(200),
  collectors: z.array(collectorId).min(1).max(100),
});
export type PolicyPreset = z.infer<typeof policyPreset>;

/**
 * An application and the services it needs, which are checked together with the other endpoints.
 */
const policyApplication = application.extend({
  endpoints: z.array(policyEndpoint.shape.url).max(5).default([]),
});

const onlyOnce = (all: readonly { id: string }[]) =>
  new Set(all.map(({ id }) => id)).size === all.length;

const notSecret = (value: string) => !/^[a-z]+:\/\/[^/]*@/i.test(value);

/**
 * A certificate as PEM or, where line breaks are not possible, the base64 between PEM's first and
 * last line.
 */
const certificateText = z
  .string()
  .max(20_000)
  .regex(
    /^\s*(-----BEGIN CERTIFICATE-----)?[A-Za-z0-9+/=\s]{100,}(-----END CERTIFICATE-----)?\s*$/,
    'must be one certificate in PEM, or only its base64',
  );

/** A pattern that is always hidden. */
export const hiddenPattern = z
  .string()
  .min(1)
  .max(300)
  .superRefine((source, context) => {
    try {
      new RegExp(source, 'u');
    } catch (thrown) {
      const why =
        thrown instanceof Error
          ? thrown.message.replace(/^Invalid regular expression: /, '')
          : String(thrown);
      context.addIssue({
        code: 'custom',
        message: `must be a regular expression (ECMAScript, flag u): ${why}`,
      });
    }
  });

/** Words that are always hidden. The minimum length keeps them from matching everywhere. */
export const hiddenWords = z.array(z.string().trim().min(3).max(200)).max(500);
/** Maximum number of patterns in one list. */
export const mostPatterns = 50;

const language = z
  .string()
  .max(35)
  .regex(
    /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
    'must be a language tag (BCP 47) such as de or pt-BR',
  );

/**
 * Each mode requires its own setting, because an incomplete proxy setting would silently mean no
 * proxy.
 */
const proxy = z
  .strictObject({
    mode: z.enum(['system', 'direct', 'pac', 'servers']).default('system').register(settingFacts, {
      title: 'How Candor reaches the network',
      description:
        'system: use the proxy settings of this computer. direct: do not use a proxy. pac: use the script at proxy.pacUrl. servers: use proxy.servers.',
      from: 'machine',
      example: 'system',
    }),
    pacUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .refine(notSecret, 'must not have a user or password')
      .optional()
      .register(settingFacts, {
        title: 'Address of the proxy script',
        description: 'A proxy auto-config script (PAC). Used only with proxy.mode pac.',
        from: 'machine',
        example: 'http://wpad.northwind.example/proxy.pac',
      }),
    servers: z
      .string()
      .max(500)
      .regex(
        /^[A-Za-z0-9.:/=;,[\]_-]+$/,
        'must be proxies such as proxy.example:3128, without user and password',
      )
      .optional()
      .register(settingFacts, {
        title: 'Proxy servers',
        description:
          "In Chromium's format: proxy.example:3128, or http=a.example:80;https=b.example:443. Used only with proxy.mode servers. If the proxy requires a sign-in, Candor asks the person.",
        from: 'machine',
        example: 'proxy.northwind.example:3128',
      }),
    bypass: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z0-9.*:/<>[\]_-]{1,200}$/, 'must be a host such as *.example, or <local>'),
      )
      .max(100)
      .default([])
      .register(settingFacts, {
        title: 'Hosts reached without a proxy',
        description: 'Used only with proxy.mode servers.',
        from: 'machine',
        example: ['*.northwind.example', '<local>'],
      }),
  })
  .refine(({ mode, pacUrl }) => mode !== 'pac' || pacUrl !== undefined, {
    path: ['pacUrl'],
    message: 'is needed with proxy.mode pac',
  })
  .refine(({ mode, servers }) => mode !== 'servers' || servers !== undefined, {
    path: ['servers'],
    message: 'is needed with proxy.mode servers',
  });
export type ProxyPolicy = z.infer<typeof proxy>;

/**
 * Features that IT can switch off. The review and the consent are not in this list, so no setting
 * can remove them.
 */
const features = z.strictObject({
  saveToFile: z.boolean().default(true).register(settingFacts, {
    title: 'Saving a bundle to a file',
    description:
      'Off: a bundle can only be sent. It cannot be saved to a file, and candor --collect refuses to run.',
    from: 'machine',
    example: true,
  }),
  collectToFile: z.boolean().default(true).register(settingFacts, {
    title: 'Collecting to a file from the command line',
    description:
      'On: candor --collect FILE writes a bundle to a file after it asks on the terminal, or with --yes. Candor tells the person and adds it to their activity log. Off: the command refuses to run. It never sends anything.',
    from: 'machine',
    example: true,
  }),
  requests: z.boolean().default(true).register(settingFacts, {
    title: 'Requests from engineers',
    description:
      'Off: engineers cannot request a bundle from this computer. People can still ask for help themselves.',
    from: 'machine',
    example: true,
  }),
  codes: z.boolean().default(true).register(settingFacts, {
    title: 'Codes given by phone',
    description: 'Off: people cannot enter a code that an engineer reads out on the phone.',
    from: 'machine',
    example: true,
  }),
  screenshot: z.boolean().default(true).register(settingFacts, {
    title: 'A picture of the screen',
    description:
      'On: people can add a picture of their screen when they ask for help, and black out parts of it. Candor takes a picture only when they click for it. Off: Candor does not offer it.',
    from: 'machine',
    example: true,
  }),
});

/** Candor never updates itself: IT installs a newer version with its own tools. */
const updates = z.strictObject({
  notice: z.boolean().default(true).register(settingFacts, {
    title: 'Notice of a newer version',
    description:
      'On: Candor tells people when a newer version is available. Off: it does not. Candor never updates itself; IT installs the newer version.',
    from: 'machine',
    example: true,
  }),
});

/** The settings that IT manages. No setting removes the review or the consent. */
export const policy = z.strictObject({
  organisation: z.strictObject({
    name: z.string().trim().min(1).max(200).register(settingFacts, {
      title: 'Organisation',
      description: 'Who receives bundles. People see this name.',
      from: 'machine',
      example: 'Northwind Support',
    }),
    telephone: z
      .string()
      .trim()
      .regex(/^\+?[0-9][0-9 ()./-]{2,38}$/, 'must be a telephone number such as +49 40 1234-567')
      .optional()
      .register(settingFacts, {
        title: 'Phone number of the support desk',
        description:
          'Shown when someone may be calling, so that a person in doubt can hang up and call back.',
        from: 'machine',
        example: '+44 20 7946 0123',
      }),
    publicKey: publicKey.clone().register(settingFacts, {
      title: 'Organisation key',
      description:
        'The Ed25519 key of the desk (RFC 8037). It is pinned: only the machine policy can replace it, never the network.',
      from: 'machine',
      example: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    }),
  }),
  desk: z.strictObject({
    address: deskAddress.clone().register(settingFacts, {
      title: 'Support desk',
      description:
        'https://host[:port] without a path. http:// is allowed only to this computer itself.',
      from: 'machine',
      example: 'https://desk.northwind.example',
    }),
  }),
  /** The age recipients (`age1…`) for whom every bundle is encrypted. */
  recipients: z
    .array(ageRecipient)
    .min(1)
    .max(20)
    .register(settingFacts, {
      title: 'Who can open a bundle',
      description:
        '1 to 20 age recipients. This computer encrypts every bundle for them; no one else can open it.',
      from: 'machine',
      example: ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudeqnsms4d5ctq'],
    }),
  enrolment: z
    .strictObject({
      token: z
        .string()
        .min(20)
        .max(100)
        .regex(/^\S+$/, 'must not have spaces')
        .optional()
        .register(settingFacts, {
          title: 'Enrolment token',
          description:
            'Sent once to the desk, which then knows that this computer belongs to the organisation. Anyone on this computer can read a policy, so use a token that expires or works only once.',
          from: 'machine',
          secret: true,
          example: 'EXAMPLE-enrolment-token-0000',
        }),
      name: plainName.optional().register(settingFacts, {
        title: 'Name of this computer at the desk',
        description:
          'The name by which engineers find this computer. Without it the desk shows only a number.',
        from: 'user',
        confidential: true,
        example: 'ward-3-reception',
      }),
      owner: plainName.optional().register(settingFacts, {
        title: 'Owner of this computer',
        description: 'A person or a place. Engineers see it next to the name.',
        from: 'user',
        confidential: true,
        example: 'Reception, ward 3',
      }),
    })
    .prefault({}),
  /** Why bundles are requested; the person reads this before they agree. */
  purpose: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .default('To find and solve the problem you described')
    .register(settingFacts, {
      title: 'Purpose of bundles',
      description: 'People read it before they agree.',
      from: 'machine',
      example: 'To find and solve the problem you described',
    }),
  retentionDays: z.number().int().min(1).max(3650).default(30).register(settingFacts, {
    title: 'Days until a bundle is deleted',
    description:
      'How long the desk stores a bundle. People read this before they agree. The desk deletes it earlier if its own limit is shorter (`--retention-days`, 30 by default).',
    from: 'machine',
    example: 30,
  }),
  /**
   * Where the device key is stored: in the system's keyring or, on a machine without one, in a file
   * that only its owner can read.
   */
  deviceKey: z.enum(['keyring', 'file']).default('keyring').register(settingFacts, {
    title: 'Where the key of this computer is stored',
    description:
      'keyring: protected by the system. file: in a file that only its owner can read, for Linux computers without a keyring. A change takes effect at the next start.',
    from: 'machine',
    example: 'keyring',
  }),
  /**
   * Whether the agent makes a private daily snapshot on this computer; false also deletes the
   * existing ones.
   */
  dailySnapshot: z.boolean().default(true).register(settingFacts, {
    title: 'Private daily snapshots',
    description:
      'On: once a day Candor notes what is installed and how this computer is set up, so that people can see what changed. The notes stay on this computer. Off: Candor makes no notes and deletes the existing ones. A change takes effect at the next start.',
    from: 'machine',
    example: true,
  }),
  proxy: proxy.prefault({}),
  certificateAuthorities: z.array(certificateText).max(20).default([]).register(settingFacts, {
    title: 'Additional certificate authorities',
    description:
      "Trusted for Candor's connections, in addition to those of this computer: PEM, or only the base64. Network checks show when a connection uses one of them.",
    from: 'machine',
    example: [],
  }),
  language: language.optional().register(settingFacts, {
    title: 'Language',
    description:
      'The language of the window (BCP 47), such as de or pt-BR. Without it the language of the system is used.',
    from: 'user',
    example: 'en-GB',
  }),
  hidden: z
    .strictObject({
      words: hiddenWords.default([]).register(settingFacts, {
        title: 'Words that are always hidden',
        description:
          'Names of projects, customers or sites that must not be in a bundle. Upper and lower case are treated the same. Anyone on this computer can read a policy.',
        from: 'machine',
        confidential: true,
        example: ['Project Bluebird'],
      }),
      patterns: z
        .array(hiddenPattern)
        .max(mostPatterns)
        .default([])
        .register(settingFacts, {
          title: 'Patterns that are always hidden',
          description:
            'Regular expressions (ECMAScript, flag u; upper and lower case are treated the same) for your own numbers, such as staff or patient numbers. An expression that could take very long on some text is refused, with the reason.',
          from: 'machine',
          confidential: true,
          example: ['\\bNW-\\d{6}\\b'],
        }),
    })
    .prefault({}),
  letThrough: z.boolean().default(true).register(settingFacts, {
    title: 'Showing values hidden by mistake',
    description:
      'On: people can show a value that was hidden by mistake. Off: hidden values stay hidden.',
    from: 'machine',
    example: true,
  }),
  features: features.prefault({}),
  updates: updates.prefault({}),
  endpoints: z
    .array(policyEndpoint)
    .max(20)
    .refine(onlyOnce, 'must not contain the same id twice')
    .default([])
    .register(settingFacts, {
      title: 'Services to check',
      description:
        'Up to 20 of your services. Candor checks whether it can reach them, as it does for the desk (presets network and full). Each has an id (lower-case letters, digits, -; not desk), a url without user, query and fragment and, optionally, a name. Each check makes about ten short connections and one GET request.',
      from: 'machine',
      example: [{ id: 'intranet', url: 'https://intranet.northwind.example/', name: 'Intranet' }],
    }),
  applications: z
    .array(policyApplication)
    .max(20)
    .refine(onlyOnce, 'must not contain the same id twice')
    .default([])
    .register(settingFacts, {
      title: 'Your applications',
      description:
        'Up to 20 applications whose logs, configuration and version Candor reads (presets standard and full). docs/deploy.md describes the fields.',
      from: 'machine',
      example: [
        {
          id: 'dispatch',
          name: 'Northwind Dispatch',
          logs: [
            '%ProgramData%\\Northwind\\Dispatch\\logs\\*.log',
            '/var/log/northwind-dispatch/*.log',
          ],
          configuration: ['%APPDATA%\\Northwind\\dispatch.ini', '~/.config/northwind/dispatch.ini'],
          versionCommand: { path: '/opt/northwind/bin/dispatch', arguments: ['--version'] },
          endpoints: ['https://dispatch.northwind.example/health'],
        },
      ],
    }),
  presets: z
    .array(policyPreset)
    .max(10)
    .refine(onlyOnce, 'must not contain the same id twice')
    .default([])
    .register(settingFacts, {
      title: 'Your presets',
      description:
        "Up to 10 presets, offered next to Candor's own. Each has an id, a name and a purpose that people read, and collectors, listed by their ids in docs/collectors.md. The id of an application is app- followed by its id in the policy. The person's own words are always included.",
      from: 'machine',
      example: [
        {
          id: 'dispatch-trouble',
          name: 'Dispatch does not start',
          purpose: 'What the dispatch team needs first.',
          collectors: ['app-dispatch', 'system', 'crashes', 'network-checks'],
        },
      ],
    }),
});
export type Policy = z.infer<typeof policy>;

/** Every setting, in the order of the schema. */
export const policySettings = settingsOf(policy);
