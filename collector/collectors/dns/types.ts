/** One set of servers and its names; macOS and Windows may use several at once. */
export interface NameResolver {
  /** The domain that it is for; null: every name without a resolver of its own. */
  domain: string | null;
  servers: string[];
  searchDomains: string[];
  interface: string | null;
  /** macOS: whether its servers can currently be reached. */
  reachable: boolean | null;
  /** Only for programs that are bound to its interface. */
  scoped: boolean;
}

export interface NameSettings {
  searchDomains: string[];
  options: string[];
  resolvers: NameResolver[];
}

/** The most resolvers, rules or domains in the item. */
export const mostResolvers = 64;
