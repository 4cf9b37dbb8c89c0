export const requestsMessages = {
  'role.engineer': 'Engineer',
  'role.lead': 'Lead engineer',
  'role.administrator': 'Administrator',
  'role.auditor': 'Auditor',

  'request.row': '{engineer} asks for a look at this computer',
  'request.row.reveal': '{engineer} asks what “{pseudonym}” stands for',
  'request.row.active': 'Under way',
  'request.row.until': '{organisation} · until {time}',
  'request.title': '{engineer} asks for a look at this computer',
  'request.lead': 'Nothing happens before you agree, and nothing is sent before you have seen it.',
  'request.from': 'Who asks',
  'request.organisation': 'From',
  'request.proven': 'Candor has checked that this request was signed with their key.',
  'request.incident': 'About',
  'request.until': 'You can answer until',
  'request.reason': 'Why, in {engineer}’s own words',
  'request.warning':
    'Nobody from {organisation} will ever ask you for a password or for money. If somebody does, or if you did not expect this, choose “This looks wrong”.',
  'request.scope': 'What they ask to look at',
  'request.scope.lead':
    'Switch off what you do not want looked at. After that you see everything that was found, and decide once more.',
  'request.scope.switch': 'Look at “{title}”',
  'request.scope.out': '{count, plural, one {# taken out} other {# taken out}}',
  'request.scope.unknown':
    'This version of Candor does not know what they ask for, so it cannot be agreed to. Decline it, and tell them so.',
  'request.scope.nothing': 'You took everything out. Switch something on, or decline.',
  'request.agree': 'Agree and look',
  'request.decline': 'Decline…',
  'request.wrong': 'This looks wrong…',
  'request.decline.title': 'Decline this?',
  'request.decline.text': '{engineer} sees that you declined. You need give no reason.',
  'request.decline.yes': 'Decline',
  'request.wrong.title': 'Does this look wrong to you?',
  'request.wrong.text':
    'The request ends now, and the security contact of {organisation} is told. If somebody is on the phone with you, you can simply hang up.',
  'request.wrong.yes': 'End it and tell them',
  'request.back': 'Back',
  'request.sentence': 'Do you want to say something about it?',
  'request.ended.title': 'This request has ended',
  'request.ended.withdrawn': '{engineer} took it back. Nothing was sent.',
  'request.ended.expired': 'Its time was over. Nothing was sent.',
  'request.ended.other': 'It was answered, or it is no longer open.',
  'request.underway': 'You agreed to this, and it is under way.',
  'request.continue': 'Continue',
  'request.banner':
    '{engineer} from {organisation} asked for this. It holds only what you agreed to, and none of your own words.',
  'request.banner.label': 'Who asked for this',

  'match.title': 'Is this who you are speaking with?',
  'match.lead':
    'Ask for the number on their screen and type it here. Candor does not show it to you, so only they can know it.',
  'match.field': 'The number that you hear',
  'match.field.help': 'Two digits.',
  'match.missing': 'Please type the number that you hear.',
  'match.yes': 'Go on',
  'match.wrong': 'They have no number, or this looks wrong…',

  'call.back': 'If you have any doubt, hang up and call {organisation} yourself: {telephone}',

  'code.title': 'I have a code',
  'code.lead':
    'Somebody from {organisation} whom you are speaking with gives you eight characters. Entering them starts nothing yet.',
  'code.field': 'The code',
  'code.field.help': 'Eight letters and digits, such as ACDE-3467. Capitals do not matter.',
  'code.missing': 'Please type the code that you hear.',
  'code.filled': 'A link filled in this code. Go on only if it is the one that you hear.',
  'code.go': 'Show me who asks',
  'code.warning':
    'Nobody from {organisation} will ever ask you for a password or for money. If you did not expect this call, hang up and call your support yourself.',
  'code.locked': 'After several wrong codes Candor waits. You can try again at {time}.',

  'reveal.title': '{engineer} asks what “{pseudonym}” stands for',
  'reveal.lead':
    'When you sent this, the real value was hidden and stayed on this computer. You decide whether to tell it.',
  'reveal.line': 'Where it stands, as {engineer} sees it',
  'reveal.item': 'In',
  'reveal.sent': 'Sent',
  'reveal.value': 'What it stands for',
  'reveal.only': 'Only this one value is told. Everything else stays hidden.',
  'reveal.unknown': 'This computer no longer knows what it stood for. You can tell them so.',
  'reveal.yes': 'Tell them this value',
  'reveal.sayUnknown': 'Tell them that it is no longer known',

  'device.verified': 'This computer is enrolled with {organisation}.',
  'device.unverified':
    'This computer is connected to {organisation}, but not enrolled: what you send is marked as unverified.',
  'device.revoked.title': 'This computer was taken off the list',
  'device.revoked.reason': 'They say why:',
  'device.revoked':
    '{organisation} takes nothing more from it and asks nothing of it. Your IT department can enrol it again. You can still save what was found to a file.',
  'device.problem': 'The connection to {organisation} needs attention',
} as const;
