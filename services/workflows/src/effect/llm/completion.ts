import { jsonOf } from '@mesh/contracts/json-of';
import { plainText } from '@mesh/contracts/plain-text';
import { z } from 'zod';
import { standardFault } from '../../workflow-fault.ts';

/** Most tool calls in one answer: a model that asks for more has lost its way. */
const MOST_CALLS = 128;
/** No turn has more tokens: an endpoint that tells of more has not counted. */
const MOST_TOKENS = 1e9;
const END = '[DONE]';

/** Some endpoints tell words in parts, of which those that think aloud are no answer, and arguments as the object that they are. */
const text = z.union([
  z.string(),
  z
    .array(z.object({ type: z.string().optional(), text: z.string().optional() }))
    .transform((parts) => parts.map(({ type, text: said = '' }) => (type === 'text' ? said : '')).join('')),
]);
const given = z.union([z.string(), z.record(z.string(), z.json()).transform((fields) => JSON.stringify(fields))]);
const call = z.object({
  index: z.number().int().min(0).nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: given.nullish() }).nullish(),
});
/** What a model says instead of what it was asked for is its answer too. */
const words = z.object({ content: text.nullish(), refusal: z.string().nullish(), tool_calls: z.array(call).nullish() });
const tokens = z.number().min(0).max(MOST_TOKENS);
const usage = z.object({ prompt_tokens: tokens, completion_tokens: tokens });
const chunk = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        index: z.number().optional().catch(undefined),
        delta: words.nullish(),
        message: words.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: usage.nullish().catch(undefined),
  error: z.unknown().optional(),
});

export type ToolCall = { readonly id: string; readonly name: string; readonly arguments: string };
export type Completion = {
  readonly content: string;
  readonly calls: readonly ToolCall[];
  readonly finishReason: string;
  readonly model: string | undefined;
  /** As the endpoint counts. */
  readonly usage: { readonly input: number; readonly output: number } | undefined;
};

/** A call of which more may come. */
type OpenCall = { -readonly [Field in keyof ToolCall]: ToolCall[Field] };

/** Puts an answer together from the events of its stream, or from one message that is all of it. */
export class CompletionReader {
  #content = '';
  readonly #calls: OpenCall[] = [];
  /** Which call the endpoint means by a number at this moment. */
  readonly #meant = new Map<number, OpenCall>();
  #finishReason = '';
  /** The stream has said so itself. */
  #isOver = false;
  /** Which choice is read, of an endpoint that was asked for several: the one that began first. */
  #choice: number | undefined;
  #model: string | undefined;
  #usage: Completion['usage'];

  /** Takes in the data of one event. Gives the words that it adds. Throws `WorkflowFault` for what is none of the protocol. */
  take(data: string): string {
    if (isEnd(data)) this.#isOver = true;
    if (this.#isOver || data.trim() === '') return ''; // an event without data keeps a connection awake
    const read = chunk.safeParse(jsonOf(data));
    if (!read.success) throw broken('the model sent something that is no chat completion');
    const { error, model, choices, usage: told } = read.data;
    if (error) throw broken(`the model broke off: ${messageOf(error)}`);
    if (told) this.#usage = { input: told.prompt_tokens, output: told.completion_tokens };
    this.#model ??= model ?? undefined;
    this.#choice ??= choices?.[0]?.index;
    const choice = choices?.find(({ index = this.#choice }) => index === this.#choice);
    const said = choice?.delta ?? choice?.message;
    this.#finishReason = choice?.finish_reason || this.#finishReason;
    for (const [place, one] of (said?.tool_calls ?? []).entries()) this.#call(one, one.index ?? place);
    const added = (said?.content ?? '') + (said?.refusal ?? '');
    this.#content += added;
    return added;
  }

  /**
   * The whole answer, in texts that a journal can keep. Throws `WorkflowFault` where it breaks off: some endpoints give no reason
   * why they stop, or an empty one with each word, and what they say ends with the stream's own end alone.
   */
  end(): Completion {
    if (this.#finishReason === '' && !this.#isOver) throw broken('the answer of the model broke off');
    return {
      content: plainText(this.#content),
      calls: this.#calls.map((one, place) => ({
        id: plainText(one.id) || `call_${place}`,
        name: plainText(one.name),
        arguments: plainText(one.arguments),
      })),
      finishReason: plainText(this.#finishReason) || (this.#calls.length > 0 ? 'tool_calls' : 'stop'),
      model: this.#model && plainText(this.#model),
      usage: this.#usage,
    };
  }

  #call({ id, function: asked }: z.output<typeof call>, told: number): void {
    const one = this.#meantBy(told, id);
    this.#meant.set(told, one);
    one.id ||= id ?? '';
    one.name ||= asked?.name ?? '';
    one.arguments += asked?.arguments ?? '';
  }

  /** Some endpoints count all calls by one number, and tell them apart by their ids alone; others count what is no call as well. */
  #meantBy(told: number, id: string | null | undefined): OpenCall {
    const meant = this.#meant.get(told);
    if (meant && !(id && meant.id && meant.id !== id)) return meant;
    const known = meant && this.#calls.find((one) => one.id === id);
    if (known) return known;
    if (this.#calls.length >= MOST_CALLS)
      throw standardFault('runtime', `the model asks for more than ${MOST_CALLS} tools at once`, { status: 422 });
    const one = { id: '', name: '', arguments: '' };
    this.#calls.push(one);
    return one;
  }
}

/** Whether the data of an event says that the stream is over. */
export function isEnd(data: string): boolean {
  return data.trim() === END;
}

/** Another try may go better. */
function broken(detail: string) {
  return standardFault('communication', detail, { status: 502 });
}

/** What an endpoint says went wrong, in a few words. */
export function messageOf(error: unknown): string {
  const { message = error } = typeof error === 'object' && error !== null ? (error as { message?: unknown }) : {};
  return (typeof message === 'string' ? message : (JSON.stringify(message) ?? '')).slice(0, 300);
}
