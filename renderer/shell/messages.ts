export const appMessages = {
  'app.name': 'Candor',
  'app.title': '{screen} – Candor',
  'app.loading': 'One moment…',
  'app.tryAgain': 'Try again',
  'app.home': 'Home',
  'app.done': 'Done',
  'app.step': 'Step {now} of {count}',
} as const;
