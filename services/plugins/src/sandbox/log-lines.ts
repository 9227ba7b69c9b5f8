const CUT = '… the rest was cut';

/** Collects lines up to a limit; one last line says that there were more. */
export class LogLines {
  readonly all: string[] = [];
  #left: number;

  constructor(characters: number) {
    this.#left = characters;
  }

  add(line: string): void {
    if (this.#left <= 0) return;
    this.#left -= line.length + 1;
    this.all.push(this.#left > 0 ? line : CUT);
  }
}
