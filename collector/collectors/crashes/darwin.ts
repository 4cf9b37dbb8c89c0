import type { FolderEntry } from '#collector/os/list-folder.ts';
import type { Crash } from './types.ts';

const darwinKinds: Record<string, string> = {
  panic: 'system',
  hang: 'hang',
  spin: 'hang',
  crash: 'crash',
  ips: 'crash',
};

/** Names in DiagnosticReports: `Safari-2026-11-20-101112.ips`, earlier `Safari_2026-11-20-101112_Anns-Mac.crash`. */
export function darwinCrashes(entries: FolderEntry[]): Crash[] {
  return entries.flatMap(({ name, modifiedAt }): Crash[] => {
    const match =
      /^(.{1,150}?)[-_](\d{4})-(\d\d)-(\d\d)-(\d\d)(\d\d)(\d\d)(?:[-_.].{0,150})?\.(ips|crash|hang|spin|panic)$/.exec(
        name,
      );
    if (!match) return [];
    const [, program = '', , , , , , , extension = ''] = match;
    const panic = extension === 'panic' || /^(Kernel|panic-full)/.test(program);
    // The name has local time without a zone; the file's own time is exact.
    return modifiedAt === null
      ? []
      : [
          {
            at: modifiedAt,
            program: panic ? 'system' : program,
            kind: panic ? 'system' : (darwinKinds[extension] ?? null),
            cause: null,
          },
        ];
  });
}
