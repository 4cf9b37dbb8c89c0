export const keptMessages = {
  'kept.title': 'What is kept on this computer',
  'kept.lead':
    'Candor notes a few facts once a day, so that it can tell what changed before something broke. Your words that are always hidden are kept here too. Copies of what you sent are in the history.',
  'kept.switch': 'Keep a daily note',
  'kept.on': 'On',
  'kept.off': 'Off. No daily notes are kept.',
  'kept.off.done': 'Switched off. All daily notes are deleted.',
  'kept.managed': 'Your organisation has switched this off. No daily notes are kept.',
  'kept.last': 'Last note',
  'kept.last.none': 'None yet. The first one is made a few minutes after Candor starts.',
  'kept.count': 'Kept now',
  'kept.count.value': '{count, plural, =0 {nothing} one {# day} other {# days}}',
  'kept.what': 'What is in it',
  'kept.what.software': 'Names and versions of programs and drivers',
  'kept.what.network':
    'Network adapters, their addresses, name servers, the way out, and the proxy without passwords',
  'kept.what.disks': 'Size of the disks and their free space',
  'kept.what.startup': 'Names of what starts by itself',
  'kept.never':
    'Never in it: what you type, your files, the words that programs were started with, passwords.',
  'kept.where': 'Where it is',
  'kept.where.text':
    'Only on this computer, in a folder that only your account can read, with the real names and addresses. Each note is deleted after {days} days.',
  'kept.sent': 'What is sent of it',
  'kept.sent.text':
    'The notes themselves are never sent. When you get help, Candor shows you only what differs from an earlier day, with names and addresses replaced. You can leave that out like everything else.',

  'hiding.title': 'Words that are always hidden',
  'hiding.lead':
    'Candor replaces them in everything that it collects from now on. The list stays on this computer.',
  'hiding.words': 'Words and phrases',
  'hiding.words.help':
    'One a line, such as the name of a project or a customer. Capitals make no difference.',
  'hiding.patterns.open': 'Patterns, for numbers of your own',
  'hiding.patterns': 'Patterns',
  'hiding.patterns.help':
    'One regular expression a line, for numbers such as those of staff or patients. Capitals make no difference.',
  'hiding.fault': 'Line {line, number}: {why}',
  'hiding.save': 'Save this list',
  'hiding.saved': 'Saved. It counts from the next time that Candor looks at this computer.',
  'hiding.organisation': 'Your organisation hides {count, number} more.',
  'hiding.unreadable': 'Your list cannot be read',
  'hiding.unreadable.text':
    'Until you write it again and save it, Candor does not look at this computer, so that nothing of it is shown by mistake. An empty list can be saved too.',
} as const;
