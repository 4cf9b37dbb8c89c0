export const localDataMessages = {
  'localData.title': 'On this computer',
  'localData.lead':
    'Once a day, Candor writes down a few facts, so that it can tell what changed before something broke. The words you always hide are listed here too. Copies of what you sent are in the history.',
  'localData.switch': 'Keep a daily note',
  'localData.on': 'On',
  'localData.off': 'Off. No daily notes are made.',
  'localData.off.done': 'Switched off. All daily notes were deleted.',
  'localData.managed': 'Your organisation has switched this off. No daily notes are made.',
  'localData.last': 'Last note',
  'localData.last.none': 'None yet. The first one is made a few minutes after Candor starts.',
  'localData.count': 'Saved notes',
  'localData.count.value': '{count, plural, =0 {none} one {# day} other {# days}}',
  'localData.what': 'What is in it',
  'localData.what.software': 'Names and versions of programs and drivers',
  'localData.what.network':
    'Network adapters, their addresses, name servers, the gateway, and the proxy without passwords',
  'localData.what.disks': 'Size of the disks and their free space',
  'localData.what.startup': 'Programs that start automatically',
  'localData.never':
    'Never in it: what you type, your files, the commands programs were started with, passwords.',
  'localData.where': 'Where the notes are',
  'localData.where.text':
    'Only on this computer, in a folder that only your account can read. They contain the real names and addresses. Each note is deleted after {days} days.',
  'localData.sent': 'What is sent from it',
  'localData.sent.text':
    'The notes themselves are never sent. When you get help, Candor shows you what has changed since an earlier day, with names and addresses replaced. You can leave that out.',

  'redactionList.title': 'Words you always hide',
  'redactionList.lead':
    'Candor replaces them in everything it finds from now on. The list stays on this computer.',
  'redactionList.words': 'Words and phrases',
  'redactionList.words.help':
    'One per line, such as the name of a project or a customer. Upper and lower case make no difference.',
  'redactionList.patterns.open': 'Patterns, for your own kinds of numbers',
  'redactionList.patterns': 'Patterns',
  'redactionList.patterns.help':
    'One regular expression per line, such as for staff or patient numbers. Upper and lower case make no difference.',
  'redactionList.fault': 'Line {line, number}: {why}',
  'redactionList.save': 'Save this list',
  'redactionList.saved': 'Saved. It applies from the next check.',
  'redactionList.organisation': 'Your organisation hides {count, number} more.',
  'redactionList.unreadable': 'Your list is damaged',
  'redactionList.unreadable.text':
    'To be safe, Candor will not check this computer until you have saved the list again. You can also save an empty list.',
} as const;
