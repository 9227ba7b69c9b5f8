/** What was sealed does not open. There is one such error, so that nobody learns which check refused. */
export class Unreadable extends Error {
  override readonly name: string = 'Unreadable';

  constructor() {
    super('the sealed value cannot be opened');
  }
}

/** What counts is not the newest: somebody has put an older version in its place. */
export class RolledBack extends Unreadable {
  override readonly name = 'RolledBack';
}
