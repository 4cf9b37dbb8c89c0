/** What the benchmark asks of its desk, and what that answers. Times are milliseconds since 1970, with fractions. */
export type DeskOrder = 'memory' | 'beat' | 'stop';
export type DeskAnswer =
  | { kind: 'ready'; address: string; fingerprint: string; setupLink: string }
  /** Bytes, after the garbage was collected. */
  | { kind: 'memory'; resident: number; connections: number }
  | { kind: 'beaten'; at: number };

/** What the benchmark asks of a process of agents. */
export type AgentsOrder =
  | { kind: 'register'; address: string; fingerprint: string; count: number }
  | { kind: 'connect' }
  /** Say when the last agent has heard the next heartbeat, or when the named device has got its next request. */
  | { kind: 'await-beat' }
  | { kind: 'await-request'; device: string };
export type AgentsAnswer =
  | { kind: 'registered'; devices: string[] }
  | { kind: 'connected'; count: number }
  | { kind: 'waiting' }
  | { kind: 'heard'; at: number; count: number };

/** Milliseconds since 1970, comparable between processes of one machine. */
export const clock = (): number => performance.timeOrigin + performance.now();
