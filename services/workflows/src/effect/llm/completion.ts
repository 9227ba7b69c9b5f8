import { jsonOf } from '@mesh/contracts/json-of';
import { plainText } from '@mesh/contracts/plain-text';
import { z } from 'zod';
import { broken, brokenOff } from './broken-off.ts';
import { CallReader, callPart, type ToolCall } from './call-reader.ts';
import { ThoughtReader, type Thoughts, thoughts } from './thought-reader.ts';

/** No turn has more tokens: an endpoint that tells of more has not counted. */
const MOST_TOKENS = 1e9;
/** The data of the event that a stream ends with. */
export const END = '[DONE]';

/** Some endpoints tell words in parts, of which those that think aloud are no answer. */
const text = z.union([
  z.string(),
  z
    .array(z.object({ type: z.string().optional(), text: z.string().optional() }))
    .transform((parts) => parts.map(({ type, text: said = '' }) => (type === 'text' ? said : '')).join('')),
]);
/** What a model says instead of what it was asked for is its answer too. */
const words = z.object({
  content: text.nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(callPart).nullish(),
  ...thoughts,
});
const tokens = z.number().min(0).max(MOST_TOKENS);
const usage = z.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  total_tokens: tokens.nullish().catch(undefined),
});
const chunk = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        index: z.number().optional().catch(undefined),
        delta: words.nullish(),
        message: words.nullish(),
        finish_reason: z.string().nullish(),
        error: z.unknown().optional(),
      }),
    )
    .nullish(),
  usage: usage.nullish().catch(undefined),
  error: z.unknown().optional(),
});

export type Completion = {
  readonly content: string;
  readonly calls: readonly ToolCall[];
  /** Where it asks for tools. */
  readonly thoughts: Thoughts | undefined;
  readonly finishReason: string;
  readonly model: string | undefined;
  /** As the endpoint counts. */
  readonly usage: { readonly input: number; readonly output: number } | undefined;
};

/** Puts an answer together from the events of its stream, or from one message that is all of it. */
export class CompletionReader {
  #content = '';
  readonly #calls = new CallReader();
  readonly #thoughts = new ThoughtReader();
  #finishReason = '';
  /** The stream has said so itself. */
  #isOver = false;
  #isBegun = false;
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
    if (error) throw brokenOff(error);
    if (told) this.#usage = counted(told);
    this.#model ||= model ?? undefined;
    this.#choice ??= choices?.[0]?.index;
    const choice = choices?.find(({ index = this.#choice }) => index === this.#choice);
    if (choice?.error || choice?.finish_reason === 'error') throw brokenOff(choice.error);
    this.#isBegun ||= choice !== undefined;
    const said = choice?.delta ?? choice?.message;
    this.#thoughts.take(said ?? {});
    this.#finishReason = choice?.finish_reason || this.#finishReason;
    this.#calls.take(said?.tool_calls ?? []);
    const added = (said?.content ?? '') + (said?.refusal ?? '');
    this.#content += added;
    return added;
  }

  /**
   * The whole answer, in texts that a journal can keep. Throws `WorkflowFault` where it breaks off: some endpoints give no reason
   * why they stop, or an empty one with each word, and what they say ends with the stream's own end alone. A stream that ends before
   * it has begun is no answer.
   */
  end(): Completion {
    if (this.#finishReason === '' && !(this.#isOver && this.#isBegun))
      throw broken('the answer of the model broke off');
    const calls = this.#calls.end();
    return {
      content: plainText(this.#content),
      calls,
      thoughts: calls.length > 0 ? this.#thoughts.end() : undefined,
      finishReason: plainText(this.#finishReason) || (calls.length > 0 ? 'tool_calls' : 'stop'),
      model: this.#model ? plainText(this.#model) : undefined,
      usage: this.#usage,
    };
  }
}

/** Whether the data of an event says that the stream is over. */
export function isEnd(data: string): boolean {
  return data.trim() === END;
}

/** Some endpoints count what a model thinks in the total alone. */
function counted({ prompt_tokens: input, completion_tokens: output, total_tokens: total }: z.output<typeof usage>) {
  return { input, output: Math.max(output, (total ?? 0) - input) };
}
