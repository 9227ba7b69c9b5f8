/** What was sealed does not open. There is one such error, so that nobody learns which check refused. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';

  constructor() {
    super('the sealed value cannot be opened');
  }
}
