export interface Package {
  name: string;
  version: string | null;
  architecture: string | null;
  /** What installed it: `dpkg`, `rpm`, `flatpak`, `snap`, `registry`, `appx`, `applications`. */
  source: string;
  publisher?: string | null;
  /** Its state unless it is simply installed, in the package system's words: `half-configured`, `unpacked`, `held` … */
  state?: string;
}
