import type { FolderSize } from '#collector/os/folder-size.ts';

/** `mobile`: an account of a directory, kept on this Mac. `directory`: one that is looked up over the network. */
export type ProfileKind = 'local' | 'roaming' | 'mandatory' | 'temporary' | 'mobile' | 'directory';

export interface Profile {
  /** Null when the system does not say. */
  kind: ProfileKind | null;
  /** Windows: the last sign-in took the network for slow, so a roaming profile may be an old copy. */
  slowNetwork: boolean | null;
  /** Windows: a second entry of this profile, which Windows makes when it cannot load the first. */
  damagedCopy: boolean | null;
  /** Windows: whether FSLogix, which keeps profiles in containers on a server, is switched on. */
  containers: boolean | null;
  /** Windows: folders of the person that do not lie in the profile. Where they lie is not named. */
  redirected: { folder: string; to: 'network' | 'cloud drive' | 'elsewhere' }[];
  home: Home | null;
  /** Only in a thorough run, and never over the network. */
  size: FolderSize | null;
}

export interface Home {
  filesystem: string | null;
  network: boolean;
  readOnly: boolean | null;
  /** Null when it cannot be known. Encryption of whole disks on Windows and macOS is among the protections. */
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
