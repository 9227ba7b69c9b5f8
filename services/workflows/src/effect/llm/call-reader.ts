import { plainText } from '@mesh/contracts/plain-text';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { unstorable } from '../../interpreter/storable.ts';
import { standardFault } from '../../workflow-fault.ts';
import { ObjectEnd } from './object-end.ts';

/** Most tool calls in one answer; a model that makes more has gone astray. */
const MOST_CALLS = 128;

/** Some endpoints send arguments as an object instead of text. */
const given = z.union([z.string(), z.record(z.string(), z.json()).transform((fields) => JSON.stringify(fields))]);
/** A part of a tool call, or all of it. */
export const callPart = z.object({
  index: z.number().int().min(0).nullish().catch(undefined),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: given.nullish() }).nullish(),
  extra_content: z.json().optional(),
});
type CallPart = z.output<typeof callPart>;

export type ToolCall = {
  /** Empty if the endpoint sent none, or one that an earlier call has. */
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  /** Fields to send back with the call: Gemini refuses a conversation without its signature. */
  readonly extra?: Json;
};
/** A call that may be continued. */
type OpenCall = { -readonly [Field in keyof ToolCall]: ToolCall[Field] } & { readonly end: ObjectEnd };

/** Assembles the tool calls of a model. */
export class CallReader {
  readonly #calls: OpenCall[] = [];
  /** The call that an index currently means. */
  readonly #meant = new Map<number, OpenCall>();

  take(parts: readonly CallPart[]): void {
    for (const [place, part] of parts.entries()) this.#part(part, part.index ?? place);
  }

  /** The calls, in text that the journal can store. */
  end(): ToolCall[] {
    return this.#calls.map(({ id, name, arguments: told, extra }, place) => ({
      id: this.#calls.findIndex((one) => one.id === id) < place ? '' : plainText(id),
      name: plainText(name),
      arguments: plainText(told),
      ...(extra !== undefined && unstorable(extra) === undefined && { extra }),
    }));
  }

  #part(part: CallPart, told: number): void {
    const { id, function: asked, extra_content: extra } = part;
    const one = this.#meantBy(told, part);
    this.#meant.set(told, one);
    one.id ||= id ?? '';
    one.name ||= asked?.name ?? '';
    one.arguments += asked?.arguments ?? '';
    one.end.take(asked?.arguments ?? '');
    if (extra !== undefined && extra !== null) one.extra ??= extra as Json;
  }

  /**
   * Some endpoints use one index for all calls and distinguish them by id, if at all; others number what is no call as well.
   */
  #meantBy(told: number, part: CallPart): OpenCall {
    const { id } = part;
    const meant = this.#meant.get(told);
    const isOther = id && meant?.id ? meant.id !== id : beginsAnew(part, meant);
    if (meant && !isOther) return meant;
    const known = meant && id && this.#calls.find((one) => one.id === id);
    if (known) return known;
    if (this.#calls.length >= MOST_CALLS)
      throw standardFault('runtime', `the model asks for more than ${MOST_CALLS} tools at once`, { status: 422 });
    const one = { id: '', name: '', arguments: '', end: new ObjectEnd() };
    this.#calls.push(one);
    return one;
  }
}

/**
 * Whether a part begins another call under the same index though no id says so: it has a function name again, and the arguments
 * so far are complete.
 */
function beginsAnew({ function: asked }: CallPart, meant: OpenCall | undefined): boolean {
  return !!asked?.name && !!asked.arguments && meant?.end.isWhole === true;
}
