import type { Part, Program } from './types.ts';

/** The services that are read from macOS's privacy database. */
export const services: Readonly<Record<string, Part>> = {
  kTCCServiceCamera: 'camera',
  kTCCServiceMicrophone: 'microphone',
  kTCCServiceScreenCapture: 'screen recording',
};

const answers: Readonly<Record<string, Program['allowed']>> = {
  0: 'no',
  1: 'ask',
  2: 'yes',
  3: 'yes',
};

/** Lines `kTCCServiceCamera|2|us.zoom.xos`; a program without a bundle has its path there, from which the folder is removed. */
export function tccPrograms(output: string): { part: Part; program: Program }[] {
  return output.split('\n').flatMap((line) => {
    const [, service = '', value = '', client = ''] =
      /^(\w{1,60})\|(\d)\|(.{1,1000})$/.exec(line) ?? [];
    const [part, allowed, name] = [
      services[service],
      answers[value],
      client.split('/').at(-1)?.trim(),
    ];
    return part && allowed && name ? [{ part, program: { name, allowed } }] : [];
  });
}
