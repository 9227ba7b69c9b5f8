/**
 * A signal that aborts after `ms` unless it is disposed before. `AbortSignal.timeout` would stay in memory for the whole time,
 * however soon the work ends, and then create an error for nobody.
 */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#controller.abort(new DOMException('the time is over', 'TimeoutError')), ms);
    this.#timer.unref();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
