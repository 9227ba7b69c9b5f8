import { plainText } from '@mesh/contracts/plain-text';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { unstorable } from '../../interpreter/storable.ts';

const text = z.string().nullish().catch(undefined);
const detail = z.record(z.string(), z.json());
/** Names under which endpoints send reasoning beside the words of an answer. */
export const thoughts = {
  reasoning_content: text,
  reasoning: text,
  reasoning_details: z.array(detail).nullish().catch(undefined),
};
type Told = { readonly [Name in keyof typeof thoughts]?: z.output<(typeof thoughts)[Name]> };
type Detail = Record<string, Json>;
/** Reasoning of a model, under the name by which its endpoint accepts it back. */
export type Thoughts = Readonly<Record<string, Json>>;

/** Encrypted reasoning arrives whole, each one separate. */
const WHOLE = 'reasoning.encrypted';

/**
 * Assembles a model's reasoning. With tool calls, some endpoints want it back unchanged in the next request: DeepSeek, Moonshot
 * and Anthropic (through OpenRouter) refuse the conversation without it.
 */
export class ThoughtReader {
  #content: string | undefined;
  #plain: string | undefined;
  #details: Detail[] | undefined;

  take({ reasoning_content: content, reasoning: plain, reasoning_details: details }: Told): void {
    if (content !== undefined && content !== null) this.#content = (this.#content ?? '') + content;
    if (plain !== undefined && plain !== null) this.#plain = (this.#plain ?? '') + plain;
    if (details) this.#details ??= [];
    for (const one of details ?? []) this.#detail(one as Detail);
  }

  /**
   * If an endpoint uses several names, the most detailed one. DeepSeek wants even an empty `reasoning_content` back, Groq no empty
   * `reasoning`.
   */
  end(): Thoughts | undefined {
    if (this.#details && unstorable(this.#details) === undefined) return { reasoning_details: this.#details };
    if (this.#content !== undefined) return { reasoning_content: plainText(this.#content) };
    return this.#plain ? { reasoning: plainText(this.#plain) } : undefined;
  }

  /** Continues the previous one if it has the same index. */
  #detail(one: Detail): void {
    const last = this.#details?.at(-1);
    if (!last || one['type'] === WHOLE || last['type'] !== one['type'] || last['index'] !== one['index'])
      return void this.#details?.push({ ...one });
    for (const [name, value] of Object.entries(one)) {
      const before = last[name];
      const isPart = (name === 'text' || name === 'summary') && typeof before === 'string';
      last[name] = isPart && typeof value === 'string' ? before + value : (before ?? value);
    }
  }
}
