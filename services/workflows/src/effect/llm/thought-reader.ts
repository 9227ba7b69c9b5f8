import { plainText } from '@mesh/contracts/plain-text';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { unstorable } from '../../interpreter/storable.ts';

const text = z.string().nullish().catch(undefined);
const detail = z.record(z.string(), z.json());
/** The names that endpoints have for what a model thinks before it answers, beside its words. */
export const thoughts = {
  reasoning_content: text,
  reasoning: text,
  reasoning_details: z.array(detail).nullish().catch(undefined),
};
type Told = { readonly [Name in keyof typeof thoughts]?: z.output<(typeof thoughts)[Name]> };
type Detail = Record<string, Json>;
/** What a model thought, by the one name under which its endpoint takes it back. */
export type Thoughts = Readonly<Record<string, Json>>;

/** An encrypted one comes as a whole, and each is one of its own. */
const WHOLE = 'reasoning.encrypted';

/**
 * Puts together what a model thinks. Where it asks for tools, endpoints want that back with the next question, as they have said
 * it: those of DeepSeek, Moonshot and Anthropic (by OpenRouter) refuse the conversation without.
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
   * Of an endpoint that tells them by several names, by the one that says most. DeepSeek wants an empty `reasoning_content` back,
   * too, and Groq no empty `reasoning`.
   */
  end(): Thoughts | undefined {
    if (this.#details && unstorable(this.#details) === undefined) return { reasoning_details: this.#details };
    if (this.#content !== undefined) return { reasoning_content: plainText(this.#content) };
    return this.#plain ? { reasoning: plainText(this.#plain) } : undefined;
  }

  /** More of the one before, where it has the same place. */
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
