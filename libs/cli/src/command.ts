import type { ParseArgsConfig } from 'node:util';
import type { Mesh } from '@mesh/sdk/mesh';

/** The environment of a command. */
export type Surroundings = {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Prints a line of the result, on standard output. */
  readonly say: (text: string) => void;
  /** Prints a line about progress or a problem, on standard error. */
  readonly complain: (text: string) => void;
};

/** Options and words as written, and the mesh to call. */
export type Asked = Surroundings & {
  readonly mesh: Mesh;
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
};

export type Command = {
  /** As it is written: `keys rotate`. */
  readonly name: string;
  readonly summary: string;
  /** What may follow the name. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Maximum of words that may follow. */
  readonly mostWords: number;
  /** Returns the exit code. */
  readonly run: (asked: Asked) => Promise<number>;
};
