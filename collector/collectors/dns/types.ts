/** One way in which names are looked up; macOS and Windows know several beside each other. */
export interface NameResolver {
  /** The names that it is for; null: all that no other is for. */
  domain: string | null;
  servers: string[];
  searchDomains: string[];
  interface: string | null;
  /** macOS: whether its servers can be reached as things are. */
  reachable: boolean | null;
  /** Only for programs that are bound to its interface. */
  scoped: boolean;
}

export interface NameSettings {
  searchDomains: string[];
  options: string[];
  resolvers: NameResolver[];
}

/** As many resolvers, rules or domains as are kept. */
export const mostResolvers = 64;
