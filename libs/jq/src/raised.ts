import type { Json } from './json.ts';

/** A jq error on its way to `try`. It is not an `Error`, since capturing a stack costs more than most programs. */
export class Raised {
  readonly value: Json;

  constructor(value: Json) {
    this.value = value;
  }
}

export function raise(value: Json): never {
  throw new Raised(value);
}
