import { type ClockSource, mostServers, unknownClock } from './types.ts';

/**
 * `/etc/ntp.conf` and `launchctl print system/com.apple.timed`. macOS tells only an administrator whether it
 * sets the clock automatically, and does not report when it last did. Null without any answer.
 */
export function darwinClock(ntpConf: string, timed: string): ClockSource | null {
  const servers = [...ntpConf.matchAll(/^[ \t]{0,8}server[ \t]{1,8}([\w.:-]{1,200})/gm)].map(
    (match) => match[1] ?? '',
  );
  const state = /^\tstate = ([a-z ]{1,30})$/m.exec(timed)?.[1];
  if (servers.length === 0 && state === undefined) return null;
  return {
    ...unknownClock,
    service: state === undefined ? null : 'timed',
    running: state === undefined ? null : state === 'running',
    servers: servers.slice(0, mostServers),
  };
}
