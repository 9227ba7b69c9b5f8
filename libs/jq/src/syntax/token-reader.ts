import { JqSyntaxError } from '../jq-error.ts';
import { type Token, tokenAt } from './lexer.ts';

const DEEPEST = 512;

/** Reads tokens one at a time, never further than the next one, because text in quotes is read by other rules. */
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

  /** Whether the next token is this mark or word; it is taken if so. */
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

  /** Counts nesting, so that neither the parser nor what walks its tree runs out of stack. */
  deeper(levels = 1): void {
    this.#depth += levels;
    if (this.#depth > DEEPEST) throw new JqSyntaxError('the expression nests too deep', this.source, this.#offset);
  }

  shallower(levels = 1): void {
    this.#depth -= levels;
  }
}
