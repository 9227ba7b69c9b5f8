import type { ParseArgsConfig } from 'node:util';
import type { Mesh } from '@mesh/sdk/mesh';

/** What surrounds a command. */
export type Surroundings = {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** A line of what was asked for. */
  readonly say: (text: string) => void;
  /** A line about how it goes. */
  readonly complain: (text: string) => void;
};

/** Options and words as they were written, and the mesh to ask. */
export type Asked = Surroundings & {
  readonly mesh: Mesh;
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
};

export type Command = {
  /** As it is written: `keys rotate`. */
  readonly name: string;
  readonly summary: string;
  /** What may stand behind the name. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** How many words may follow. */
  readonly mostWords: number;
  /** Returns the exit code. */
  readonly run: (asked: Asked) => Promise<number>;
};
