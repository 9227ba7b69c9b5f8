import { plainText } from '@mesh/contracts/plain-text';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { unstorable } from '../../interpreter/storable.ts';
import { standardFault } from '../../workflow-fault.ts';
import { ObjectEnd } from './object-end.ts';

/** Most tool calls in one answer: a model that asks for more has lost its way. */
const MOST_CALLS = 128;

/** Some endpoints tell arguments as the object that they are. */
const given = z.union([z.string(), z.record(z.string(), z.json()).transform((fields) => JSON.stringify(fields))]);
/** A part of a call, or all of it. */
export const callPart = z.object({
  index: z.number().int().min(0).nullish().catch(undefined),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: given.nullish() }).nullish(),
  extra_content: z.json().optional(),
});
type CallPart = z.output<typeof callPart>;

export type ToolCall = {
  /** Empty where its endpoint has told none, or that of a call before it. */
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  /** What the endpoint wants back with the call: those of Gemini refuse a conversation without its signature. */
  readonly extra?: Json;
};
/** A call of which more may come. */
type OpenCall = { -readonly [Field in keyof ToolCall]: ToolCall[Field] } & { readonly end: ObjectEnd };

/** Puts together what a model asks of tools. */
export class CallReader {
  readonly #calls: OpenCall[] = [];
  /** Which call the endpoint means by a number at this moment. */
  readonly #meant = new Map<number, OpenCall>();

  take(parts: readonly CallPart[]): void {
    for (const [place, part] of parts.entries()) this.#part(part, part.index ?? place);
  }

  /** In texts that a journal can keep. */
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

  /** Some endpoints count all calls by one number, and tell them apart by their ids, if that; others count what is no call as well. */
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

/** Whether a part is of another call than the one of its number, though no id says so: it names a function again, and all arguments have come. */
function beginsAnew({ function: asked }: CallPart, meant: OpenCall | undefined): boolean {
  return !!asked?.name && !!asked.arguments && meant?.end.isWhole === true;
}
