import type { Json } from './json.ts';
import type { LimitName } from './limits.ts';

/** The source is not a valid jq program, or is refused. `offset` counts UTF-16 units; `line` and `column` count from 1. */
export class JqSyntaxError extends Error {
  override readonly name = 'JqSyntaxError';
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(message: string, source: string, offset: number) {
    super(message);
    const before = source.slice(0, offset);
    this.offset = offset;
    this.line = before.split('\n').length;
    this.column = offset - before.lastIndexOf('\n');
  }
}

/** The program ended with an error of its own, one that `try` would have caught. */
export class JqError extends Error {
  override readonly name = 'JqError';
  readonly value: Json;

  constructor(value: Json, message: string) {
    super(message);
    this.value = value;
  }
}

/** The result has a string or key that is not plain text, though that was required. No `try` catches this. */
export class JqTextError extends Error {
  override readonly name = 'JqTextError';

  constructor() {
    super('The expression gave a text with U+0000 or with half of a surrogate pair.');
  }
}

/** The program exceeded a limit. No `try` catches this. */
export class JqLimitError extends Error {
  override readonly name = 'JqLimitError';
  readonly limit: LimitName;

  constructor(limit: LimitName) {
    super(`The expression was stopped: it reached its limit of ${limit}.`);
    this.limit = limit;
  }
}
