import { Transform } from 'node:stream';
import { unavailable } from '@mesh/contracts/unavailable';
import { FairSemaphore } from '@mesh/runtime/fair-semaphore';

const AT_ONCE = 16;
const WAITING = 2_048;
/** Smaller answers are not limited. */
const FREE_BYTES = 256 * 1024;

/**
 * Bounds the memory that answers take: a few large ones are read at once, and the others wait unread. Workspaces take turns.
 */
export class LargeAnswers {
  readonly #semaphore: FairSemaphore;

  constructor(atOnce = AT_ONCE) {
    this.#semaphore = new FairSemaphore({ atOnce, ofEach: 0, mostWaiting: WAITING });
  }

  /** An answer of a workspace. It holds its permit, once it needs one, until it is disposed. */
  turn(workspaceId: string): LargeAnswer {
    return new LargeAnswer(this.#semaphore, workspaceId);
  }
}

class LargeAnswer implements Disposable {
  readonly #semaphore: FairSemaphore;
  readonly #workspaceId: string;
  #bytes = 0;
  #hasPlace = false;
  #isOver = false;

  constructor(semaphore: FairSemaphore, workspaceId: string) {
    this.#semaphore = semaphore;
    this.#workspaceId = workspaceId;
  }

  /** The transform that its body passes, which pauses until it has a permit. */
  gate(): Transform {
    return new Transform({
      transform: (part: Buffer, _, done) => {
        this.#bytes += part.length;
        if (this.#hasPlace || this.#bytes <= FREE_BYTES) return done(null, part);
        this.#take().then(() => done(null, part), done);
      },
    });
  }

  async #take(): Promise<void> {
    if (!(await this.#semaphore.acquire(this.#workspaceId)))
      throw unavailable('too many large answers at once; try again');
    if (this.#isOver) this.#semaphore.release(this.#workspaceId);
    else this.#hasPlace = true;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    if (this.#hasPlace) this.#semaphore.release(this.#workspaceId);
  }
}
