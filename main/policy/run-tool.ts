import { execFile } from 'node:child_process';

export type ToolAnswer =
  | { ok: true; output: Buffer }
  | { ok: false; exitCode: number | null; detail: string };

/** Runs one of the system's own tools by its absolute path, without a shell, for at most ten seconds and 1 MB of output. */
export function runTool(tool: string, args: readonly string[]): Promise<ToolAnswer> {
  return new Promise((resolve) => {
    execFile(
      tool,
      args,
      { encoding: 'buffer', timeout: 10_000, maxBuffer: 1024 * 1024, windowsHide: true },
      (error, stdout, stderr) => {
        if (!error) return resolve({ ok: true, output: stdout });
        const exitCode = typeof error.code === 'number' ? error.code : null;
        resolve({
          ok: false,
          exitCode,
          detail: `${error.message} ${stderr.toString('latin1')}`.trim().slice(0, 2000),
        });
      },
    );
  });
}
