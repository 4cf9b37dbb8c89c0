import { spawn } from 'node:child_process';
import { markName, newMark, processTree } from './process-tree.ts';
import { commandEnvironment } from './system-command.ts';
import { windowsFolder } from './windows-folder.ts';

const options = (mark: string) => {
  const windows = process.platform === 'win32';
  return {
    cwd: windows ? windowsFolder() : '/',
    env: { ...commandEnvironment(), [markName]: mark },
    shell: false,
    windowsHide: true,
    // A separate process group on POSIX, to end its children too; on Windows it would open a console.
    detached: !windows,
  };
};

/** Starts a program (absolute path) without a shell, in its own process group. No other file starts processes for collectors. */
export function startProcess(path: string, words: readonly string[]) {
  const mark = newMark();
  const child = spawn(path, words, { ...options(mark), stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, tree: processTree(child.pid, mark) };
}

/** The same, with standard input that stays open. */
export function startConversation(path: string, words: readonly string[]) {
  const mark = newMark();
  const child = spawn(path, words, { ...options(mark), stdio: ['pipe', 'pipe', 'ignore'] });
  return { child, tree: processTree(child.pid, mark) };
}

export type Conversation = ReturnType<typeof startConversation>;
