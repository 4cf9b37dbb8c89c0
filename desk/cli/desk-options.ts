import { flag, text } from './command.ts';

/** What the commands that ask the desk have in common. */
export const deskOptions = { desk: text, access: text, json: flag } as const;

export const deskHelp = `Where the desk is and the token of the console's page Your account stand in --desk and CANDOR_DESK, CANDOR_TOKEN, or in a
private file ~/.config/candor/desk.json: {"desk": "…", "token": "…"}; --access FILE names another one.`;
