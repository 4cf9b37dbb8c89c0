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

/** https everywhere; plain http only to this same machine, for development. */
export const deskAddress = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((value) => {
    const match = /^(https?):\/\/([^/:?#@\s]+|\[[^\]]+\])(:\d+)?\/?$/.exec(value);
    return match !== null && (match[1] === 'https' || loopback.test(match[2] ?? ''));
  }, 'must be https://host[:port] without a path; http:// is allowed only to this machine itself');

/** A service of the organisation whose reachability is checked. Its address holds nothing secret: everybody can read a policy. */
const policyEndpoint = z.strictObject({
  id: collectorId
    .refine((id) => id !== deskEndpoint, 'must not be "desk", which is the desk itself')
    .refine(
      (id) => !id.startsWith('app-'),
      'must not begin with "app-", which is for applications',
    ),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine(
      (value) => /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(value),
      'must be without user, query and fragment',
    ),
  name: z.string().trim().min(1).max(100).optional(),
});

/** A preset of the organisation's own: which collectors run, by their ids. What the person wrote is always part of it. */
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

/** An application with the services it needs; they are checked with the organisation's other endpoints. */
const policyApplication = application.extend({
  endpoints: z.array(policyEndpoint.shape.url).max(5).default([]),
});

const onlyOnce = (all: readonly { id: string }[]) =>
  new Set(all.map(({ id }) => id)).size === all.length;

const notSecret = (value: string) => !/^[a-z]+:\/\/[^/]*@/i.test(value);

/** A certificate as PEM, or, where a line break cannot be written, the base64 between PEM's two lines. */
const certificateText = z
  .string()
  .max(20_000)
  .regex(
    /^\s*(-----BEGIN CERTIFICATE-----)?[A-Za-z0-9+/=\s]{100,}(-----END CERTIFICATE-----)?\s*$/,
    'must be one certificate in PEM, or its base64 alone',
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

/** Words that are always hidden: long enough not to stand everywhere. */
export const hiddenWords = z.array(z.string().trim().min(3).max(200)).max(500);
/** Most patterns that one list may hold. */
export const mostPatterns = 50;

const language = z
  .string()
  .max(35)
  .regex(
    /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
    'must be a language tag (BCP 47) such as de or pt-BR',
  );

/** Each way needs its own setting: a proxy that is only half written would silently be none. */
const proxy = z
  .strictObject({
    mode: z.enum(['system', 'direct', 'pac', 'servers']).default('system').register(settingFacts, {
      title: 'How Candor reaches the network',
      description:
        'system: as this computer is set up. direct: without a proxy. pac: by the script at proxy.pacUrl. servers: through proxy.servers.',
      from: 'machine',
      example: 'system',
    }),
    pacUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .refine(notSecret, 'must be without user and password')
      .optional()
      .register(settingFacts, {
        title: 'Address of the proxy script',
        description: 'A proxy auto-config script (PAC). Only with proxy.mode pac.',
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
          'As Chromium writes them: proxy.example:3128, or http=a.example:80;https=b.example:443. Only with proxy.mode servers. A proxy that wants a log-in asks the person.',
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
        title: 'Hosts reached without the proxy',
        description: 'Only with proxy.mode servers.',
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

/** What may be switched off. The review and the consent are not among it, and there is no name under which they could be. */
const features = z.strictObject({
  saveToFile: z.boolean().default(true).register(settingFacts, {
    title: 'Saving a bundle to a file',
    description: 'Off: a bundle can only be sent, not saved; candor --collect refuses too.',
    from: 'machine',
    example: true,
  }),
  collectToFile: z.boolean().default(true).register(settingFacts, {
    title: 'Collecting into a file by command',
    description:
      'On: candor --collect FILE writes a bundle to a file after asking on the terminal, or with --yes; the person is told and their record holds it. Off: it refuses. Nothing is ever sent by it.',
    from: 'machine',
    example: true,
  }),
  requests: z.boolean().default(true).register(settingFacts, {
    title: 'Requests from engineers',
    description:
      'Off: engineers cannot ask this computer for a bundle. People can still ask for help themselves.',
    from: 'machine',
    example: true,
  }),
  codes: z.boolean().default(true).register(settingFacts, {
    title: 'Codes by phone',
    description: 'Off: a person cannot type a code that an engineer says on the phone.',
    from: 'machine',
    example: true,
  }),
  screenshot: z.boolean().default(true).register(settingFacts, {
    title: 'A picture of the screen',
    description:
      'On: a person may add a picture of their screen when they ask for help, and black out parts of it; none is ever taken unless they click for it. Off: it is not offered.',
    from: 'machine',
    example: true,
  }),
});

/** Candor never replaces itself: what may update it is IT's own tool, with a newer installer. */
const updates = z.strictObject({
  notice: z.boolean().default(true).register(settingFacts, {
    title: 'A word about a newer version',
    description:
      'On: people read when the desk is newer than their Candor. Off: they do not. Candor never updates itself; a newer installer replaces it.',
    from: 'machine',
    example: true,
  }),
});

/** Settings managed by IT. There is no setting that removes the review or the consent. */
export const policy = z.strictObject({
  organisation: z.strictObject({
    name: z.string().trim().min(1).max(200).register(settingFacts, {
      title: 'Organisation',
      description: 'Who receives bundles, as people read it.',
      from: 'machine',
      example: 'Northwind Support',
    }),
    telephone: z
      .string()
      .trim()
      .regex(/^\+?[0-9][0-9 ()./-]{2,38}$/, 'must be a telephone number such as +49 40 1234-567')
      .optional()
      .register(settingFacts, {
        title: 'The support desk’s telephone number',
        description:
          'Shown wherever somebody may be calling, so that a person who doubts can hang up and call back.',
        from: 'machine',
        example: '+44 20 7946 0123',
      }),
    publicKey: publicKey.clone().register(settingFacts, {
      title: 'Organisation key',
      description:
        'The desk’s Ed25519 key (RFC 8037). It is pinned: only a machine policy, never the network, replaces it.',
      from: 'machine',
      example: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    }),
  }),
  desk: z.strictObject({
    address: deskAddress.clone().register(settingFacts, {
      title: 'Support desk',
      description: 'https://host[:port] without a path; http:// only to this same machine.',
      from: 'machine',
      example: 'https://desk.northwind.example',
    }),
  }),
  /** age recipients (`age1…`) to which every bundle is sealed. */
  recipients: z
    .array(ageRecipient)
    .min(1)
    .max(20)
    .register(settingFacts, {
      title: 'Who can open a bundle',
      description:
        '1 to 20 age recipients. Every bundle is sealed to them on this computer; nobody else can open it.',
      from: 'machine',
      example: ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudeqnsms4d5ctq'],
    }),
  enrolment: z
    .strictObject({
      token: z
        .string()
        .min(20)
        .max(100)
        .regex(/^\S+$/, 'must be without spaces')
        .optional()
        .register(settingFacts, {
          title: 'Enrolment token',
          description:
            'Shown once to the desk, which then knows this computer as the organisation’s own. Everybody on this computer can read a policy, so use a token that expires or works once.',
          from: 'machine',
          secret: true,
          example: 'EXAMPLE-enrolment-token-0000',
        }),
      name: plainName.optional().register(settingFacts, {
        title: 'This computer’s name at the desk',
        description:
          'How engineers find this computer. Without it the desk knows it by its number only.',
        from: 'user',
        confidential: true,
        example: 'ward-3-reception',
      }),
      owner: plainName.optional().register(settingFacts, {
        title: 'Whose computer it is',
        description: 'A person or a place, shown to engineers beside the name.',
        from: 'user',
        confidential: true,
        example: 'Reception, ward 3',
      }),
    })
    .prefault({}),
  /** Why bundles are asked for; the person reads it before they agree. */
  purpose: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .default('To find and solve the problem you described')
    .register(settingFacts, {
      title: 'What bundles are for',
      description: 'People read it before they agree.',
      from: 'machine',
      example: 'To find and solve the problem you described',
    }),
  retentionDays: z.number().int().min(1).max(3650).default(30).register(settingFacts, {
    title: 'Days that a bundle is kept',
    description:
      'For how long the desk keeps a bundle. People read it before they agree. A desk deletes it earlier if its own limit is shorter (`--retention-days`, 30 by default).',
    from: 'machine',
    example: 30,
  }),
  /**
   * Where the device key lives: the system's keyring, or, where a machine has none, a file only its owner can read.
   */
  deviceKey: z.enum(['keyring', 'file']).default('keyring').register(settingFacts, {
    title: 'Where this computer’s key is kept',
    description:
      'keyring: protected by the system. file: in a file that only its owner can read, for Linux machines without a keyring. A change counts from the next start.',
    from: 'machine',
    example: 'keyring',
  }),
  /** Whether the agent may keep a private snapshot a day on the machine; false deletes those that are there. */
  dailySnapshot: z.boolean().default(true).register(settingFacts, {
    title: 'A private snapshot a day',
    description:
      'On: Candor notes once a day what is installed and how this computer is set up, so that people can see what changed. The notes stay on this computer. Off: none are made, and those that are there are deleted. A change counts from the next start.',
    from: 'machine',
    example: true,
  }),
  proxy: proxy.prefault({}),
  certificateAuthorities: z.array(certificateText).max(20).default([]).register(settingFacts, {
    title: 'Certificate authorities of your own',
    description:
      'Trusted for connections that Candor makes, beside those of this computer: PEM, or the base64 alone. Network checks show it when such an authority stands behind a connection.',
    from: 'machine',
    example: [],
  }),
  language: language.optional().register(settingFacts, {
    title: 'Language',
    description: 'The window’s language (BCP 47), such as de or pt-BR, instead of the system’s.',
    from: 'user',
    example: 'en-GB',
  }),
  hidden: z
    .strictObject({
      words: hiddenWords.default([]).register(settingFacts, {
        title: 'Words that are always hidden',
        description:
          'Names of projects, customers or sites that must not be in a bundle; capitals make no difference. Everybody on this computer can read a policy.',
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
            'Regular expressions (ECMAScript, flag u; capitals make no difference) for numbers of your own, such as those of staff or patients. One that could take very long on some text is refused, with the reason.',
          from: 'machine',
          confidential: true,
          example: ['\\bNW-\\d{6}\\b'],
        }),
    })
    .prefault({}),
  letThrough: z.boolean().default(true).register(settingFacts, {
    title: 'Showing a value that was hidden by mistake',
    description:
      'On: a person may let a value through that was wrongly hidden. Off: what is hidden stays hidden.',
    from: 'machine',
    example: true,
  }),
  features: features.prefault({}),
  updates: updates.prefault({}),
  endpoints: z
    .array(policyEndpoint)
    .max(20)
    .refine(onlyOnce, 'each id must be there once')
    .default([])
    .register(settingFacts, {
      title: 'Services to check',
      description:
        'Up to 20 services of yours whose reachability is checked beside the desk’s (presets network and full): id (lower-case letters, digits, -; not desk), url without user, query and fragment, and, if you like, a name. Each check makes about ten short connections and one GET.',
      from: 'machine',
      example: [{ id: 'intranet', url: 'https://intranet.northwind.example/', name: 'Intranet' }],
    }),
  applications: z
    .array(policyApplication)
    .max(20)
    .refine(onlyOnce, 'each id must be there once')
    .default([])
    .register(settingFacts, {
      title: 'Applications of your own',
      description:
        'Up to 20 applications whose logs, configuration and version Candor reads (presets standard and full). docs/deploy.md says what may stand there.',
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
    .refine(onlyOnce, 'each id must be there once')
    .default([])
    .register(settingFacts, {
      title: 'Presets of your own',
      description:
        'Up to 10 presets, offered beside Candor’s own: id, name and purpose as people read them, and collectors by their ids in docs/collectors.md; an application is app- and its id. What the person wrote is always part of it.',
      from: 'machine',
      example: [
        {
          id: 'dispatch-trouble',
          name: 'Dispatch does not start',
          purpose: 'What the dispatch team asks for first.',
          collectors: ['app-dispatch', 'system', 'crashes', 'network-checks'],
        },
      ],
    }),
});
export type Policy = z.infer<typeof policy>;

/** Every setting, in the order of the schema. */
export const policySettings = settingsOf(policy);
