/** Finds the end of a JSON object that arrives in parts. Looks at each character once. */
export class ObjectEnd {
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #isWhole = false;

  /** Stays true, whatever follows. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  take(part: string): void {
    for (const character of part) this.#take(character);
  }

  #take(character: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#isInText && character === '\\') this.#isEscaped = true;
    else if (character === '"') this.#isInText = !this.#isInText;
    else if (this.#isInText) return;
    else if (character === '{') this.#depth++;
    else if (character === '}') this.#isWhole ||= --this.#depth === 0;
  }
}
