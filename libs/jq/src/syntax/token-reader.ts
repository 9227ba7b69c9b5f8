import { JqSyntaxError } from '../jq-error.ts';
import { type Token, tokenAt } from './lexer.ts';

const DEEPEST = 512;

/** Reads tokens one at a time, with a look-ahead of one, since text in quotes follows other rules. */
export class TokenReader {
  readonly source: string;
  #offset = 0;
  #next: Token | undefined;
  #depth = 0;

  constructor(source: string) {
    this.source = source;
  }

  peek(): Token {
    this.#next ??= tokenAt(this.source, this.#offset);
    return this.#next;
  }

  take(): Token {
    const token = this.peek();
    this.skipTo(token.end);
    return token;
  }

  skipTo(offset: number): void {
    this.#offset = offset;
    this.#next = undefined;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Consumes the next token if it is this mark or word. Returns whether it was. */
  accept(text: string): boolean {
    const { type, text: found } = this.peek();
    if (found !== text || (type !== 'mark' && type !== 'word')) return false;
    this.take();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail(`expected ${JSON.stringify(text)}`);
  }

  fail(why: string, at: number = this.peek().at): never {
    const { type, text, at: found } = this.peek();
    const where = at !== found ? '' : type === 'end' ? ' at the end of the expression' : ` at ${JSON.stringify(text)}`;
    throw new JqSyntaxError(`${why}${where}`, this.source, at);
  }

  /** Limits nesting, so that neither the parser nor code that walks its tree exceeds the stack. */
  deeper(levels = 1): void {
    this.#depth += levels;
    if (this.#depth > DEEPEST) throw new JqSyntaxError('the expression nests too deep', this.source, this.#offset);
  }

  shallower(levels = 1): void {
    this.#depth -= levels;
  }
}
