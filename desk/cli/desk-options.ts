import { flag, text } from './command.ts';

/** Options shared by the commands that call the desk. */
export const deskOptions = { desk: text, access: text, json: flag } as const;

export const deskHelp = `Set the desk's address with --desk or CANDOR_DESK, and your token (console, Your account) with CANDOR_TOKEN. Or put both into a
private file ~/.config/candor/desk.json: {"desk": "…", "token": "…"}. --access FILE names another file.`;
