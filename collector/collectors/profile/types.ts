import type { FolderSize } from '#collector/os/folder-size.ts';

/** `mobile`: a directory account that is cached on this Mac. `directory`: an account that is looked up over the network. */
export type ProfileKind = 'local' | 'roaming' | 'mandatory' | 'temporary' | 'mobile' | 'directory';

export interface Profile {
  /** Null when the system does not say. */
  kind: ProfileKind | null;
  /** Windows: at the last sign-in Windows considered the network slow, so a roaming profile may be an old copy. */
  slowNetwork: boolean | null;
  /** Windows: a second entry of this profile, which Windows makes when it cannot load the first. */
  damagedCopy: boolean | null;
  /** Windows: whether FSLogix, which stores profiles in containers on a server, is on. */
  containers: boolean | null;
  /** Windows: the person's folders that are outside the profile. Their locations are left out. */
  redirected: { folder: string; to: 'network' | 'cloud drive' | 'elsewhere' }[];
  home: Home | null;
  /** Only in a thorough run, and never over the network. */
  size: FolderSize | null;
}

export interface Home {
  filesystem: string | null;
  network: boolean;
  readOnly: boolean | null;
  /** Null when unknown. Disk encryption of Windows and macOS is in the `security` collector. */
  encrypted: boolean | null;
  /** `fscrypt`, `ecryptfs`, `dm-crypt` … */
  encryption: string | null;
}

export const nothingKnown: Profile = {
  kind: null,
  slowNetwork: null,
  damagedCopy: null,
  containers: null,
  redirected: [],
  home: null,
  size: null,
};
