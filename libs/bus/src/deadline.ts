/**
 * A signal that aborts after `ms`, unless it is disposed before. `AbortSignal.timeout` would stay in memory until its time,
 * however soon the work is done, and then make an error for nobody.
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
