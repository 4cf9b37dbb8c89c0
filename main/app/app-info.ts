import { app } from 'electron';
import type { AppInfo, CallHandlers } from '#contract/ipc/ipc.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { systemLocale } from '../help-session/electron-facts.ts';
import { isNewer } from './newer-version.ts';
import type { OpenOrganisation } from './organisation.ts';

/** What the window shows about Candor itself. */
export interface AppFacts {
  info(): AppInfo;
  /** The desk named the newest Candor that it knows. @returns whether that is new */
  setNewest(version: string): boolean;
}

export function createAppFacts({ current }: Pick<OpenOrganisation, 'current'>): AppFacts {
  const version = app.getVersion();
  let newest = version;
  return {
    info() {
      const { policy, recipient, problem } = current();
      return {
        version,
        locale: policy?.language ?? systemLocale(),
        recipient,
        policyProblem: problem,
        telephone: policy?.organisation.telephone ?? null,
        newer: policy?.updates.notice === true && isNewer(newest, version) ? newest : null,
        features: shownFeatures(policy),
      };
    },
    setNewest(named) {
      if (named === newest) return false;
      newest = named;
      return true;
    },
  };
}

/** The features that the window offers; without a policy, all of them. */
function shownFeatures(policy: Policy | null): AppInfo['features'] {
  const {
    saveToFile = true,
    requests = true,
    codes = true,
    screenshot = true,
  } = policy?.features ?? {};
  return { saveToFile, requests, codes, screenshot };
}

type Calls = Pick<CallHandlers, 'app.info' | 'policy.get' | 'policy.refresh'>;

/** The window's calls about Candor and the policy in force. */
export const appHandlers = ({ info }: AppFacts, organisation: OpenOrganisation): Calls => ({
  'app.info': info,
  'policy.get': () => organisation.current().view,
  async 'policy.refresh'() {
    await organisation.refresh();
    return organisation.current().view;
  },
});
