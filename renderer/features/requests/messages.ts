export const requestsMessages = {
  'role.engineer': 'Engineer',
  'role.lead': 'Lead engineer',
  'role.administrator': 'Administrator',
  'role.auditor': 'Auditor',

  'request.row': '{engineer} would like to check this computer',
  'request.row.reveal': '{engineer} asks to see a hidden value (“{pseudonym}”)',
  'request.row.active': 'Under way',
  'request.row.until': '{organisation} · until {time}',
  'request.title': '{engineer} would like to check this computer',
  'request.lead': 'Nothing happens until you agree, and nothing is sent until you have seen it.',
  'request.from': 'Who asks',
  'request.organisation': 'From',
  'request.proven': 'Candor has checked that this request was signed with their key.',
  'request.incident': 'About',
  'request.until': 'Answer by',
  'request.reason': 'Why, in {engineer}’s own words',
  'request.warning':
    'Nobody from {organisation} will ever ask you for a password or for money. If someone does, or if you did not expect this, choose “This looks wrong”.',
  'request.scope': 'What they would like to check',
  'request.scope.lead':
    'Switch off what you do not want checked. Afterwards you see everything that was found, and decide again.',
  'request.scope.switch': 'Check “{title}”',
  'request.scope.out': '{count, plural, one {# switched off} other {# switched off}}',
  'request.scope.unknown':
    'This version of Candor does not know what they are asking for, so you cannot agree. Please decline and tell them.',
  'request.scope.nothing': 'Everything is switched off. Switch something on, or decline.',
  'request.agree': 'Agree and check',
  'request.decline': 'Decline…',
  'request.wrong': 'This looks wrong…',
  'request.decline.title': 'Decline this request?',
  'request.decline.text': '{engineer} will see that you declined. You don’t have to give a reason.',
  'request.decline.yes': 'Decline',
  'request.wrong.title': 'Does this look wrong to you?',
  'request.wrong.text':
    'The request ends now, and Candor tells the security contact of {organisation}. If someone is on the phone with you, you can simply hang up.',
  'request.wrong.yes': 'End it and tell them',
  'request.back': 'Back',
  'request.sentence': 'Would you like to add a message?',
  'request.ended.title': 'This request has ended',
  'request.ended.withdrawn': '{engineer} withdrew it. Nothing was sent.',
  'request.ended.expired': 'It expired. Nothing was sent.',
  'request.ended.other': 'It was answered, or it is no longer open.',
  'request.underway': 'You agreed to this, and Candor is working on it.',
  'request.continue': 'Continue',
  'request.banner':
    '{engineer} from {organisation} asked for this. It contains only what you agreed to, and nothing you wrote.',
  'request.banner.label': 'Who asked for this',

  'match.title': 'Is this the person on the phone?',
  'match.lead':
    'Ask for the number on their screen and type it here. Candor does not show it to you, so only they can know it.',
  'match.field': 'The number they tell you',
  'match.field.help': 'Two digits.',
  'match.missing': 'Please type the number they tell you.',
  'match.yes': 'Continue',
  'match.wrong': 'They have no number, or something looks wrong…',

  'call.back': 'If in doubt, hang up and call {organisation} yourself: {telephone}',

  'code.title': 'I have a code',
  'code.lead':
    'The person from {organisation} on the phone gives you a code of eight characters. Entering it does not start anything yet.',
  'code.field': 'The code',
  'code.field.help':
    'Eight letters and digits, such as ACDE-3467. Upper or lower case does not matter.',
  'code.missing': 'Please type the code they give you.',
  'code.filled':
    'A link filled in this code. Continue only if it is the same as the code they give you.',
  'code.go': 'Show the request',
  'code.warning':
    'Nobody from {organisation} will ever ask you for a password or for money. If you did not expect this call, hang up and call your support yourself.',
  'code.locked': 'Too many wrong codes. You can try again at {time}.',

  'reveal.title': '{engineer} asks to see a hidden value (“{pseudonym}”)',
  'reveal.lead':
    'When you sent this, the real value was hidden and stayed on this computer. You decide whether to share it.',
  'reveal.line': 'Where it appears, as {engineer} sees it',
  'reveal.item': 'In',
  'reveal.sent': 'Sent',
  'reveal.value': 'The hidden value',
  'reveal.only': 'Only this value is shared. Everything else stays hidden.',
  'reveal.unknown': 'This computer no longer knows the real value. You can tell them.',
  'reveal.yes': 'Share this value',
  'reveal.sayUnknown': 'Tell them it is no longer known',

  'device.verified': 'This computer is registered with {organisation}.',
  'device.unverified':
    'Your IT department has not registered this computer with {organisation} yet.',
  'device.revoked.title': 'This computer is no longer registered',
  'device.revoked.reason': 'Their reason:',
  'device.revoked':
    '{organisation} no longer accepts reports from this computer. Your IT department can register it again. You can still check this computer and save the result to a file.',
  'device.problem': 'There is a problem with the connection to {organisation}',
} as const;
