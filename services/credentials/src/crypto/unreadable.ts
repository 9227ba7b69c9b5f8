/** A value does not decrypt. There is a single error for it, so that nobody learns which check failed. */
export class Unreadable extends Error {
  override readonly name: string = 'Unreadable';

  constructor() {
    super('the sealed value cannot be opened');
  }
}

/** The current version is not the newest: somebody has put an older one in its place. */
export class RolledBack extends Unreadable {
  override readonly name = 'RolledBack';
}
