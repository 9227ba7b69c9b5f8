import { Transform } from 'node:stream';
import { unavailable } from '@mesh/contracts/unavailable';
import { Places } from '@mesh/runtime/places';

const AT_ONCE = 16;
const WAITING = 2_048;
/** What is smaller needs no place. */
const FREE_BYTES = 256 * 1024;

/** Bounds the memory for answers: of the large ones some are taken in at once, and the others wait, unread. */
export class LargeAnswers {
  readonly #places: Places;

  constructor(atOnce = AT_ONCE) {
    this.#places = new Places(atOnce, WAITING);
  }

  /** The turn of one answer. It has its place, once it needs one, until it is disposed. */
  turn(): LargeAnswer {
    return new LargeAnswer(this.#places);
  }
}

class LargeAnswer implements Disposable {
  readonly #places: Places;
  #bytes = 0;
  #hasPlace = false;
  #isOver = false;

  constructor(places: Places) {
    this.#places = places;
  }

  /** What its body goes through. It takes in no more while all places are taken. */
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
    if (!(await this.#places.take())) throw unavailable('too many large answers at once; try again');
    if (this.#isOver) this.#places.leave();
    else this.#hasPlace = true;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    if (this.#hasPlace) this.#places.leave();
  }
}
