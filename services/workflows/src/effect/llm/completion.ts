import { jsonOf } from '@mesh/contracts/json-of';
import { plainText } from '@mesh/contracts/plain-text';
import { z } from 'zod';
import { broken, brokenOff } from './broken-off.ts';
import { CallReader, callPart, type ToolCall } from './call-reader.ts';
import { ThoughtReader, type Thoughts, thoughts } from './thought-reader.ts';

/** An implausible count: the endpoint has not really counted. */
const MOST_TOKENS = 1e9;
/** Data of the final event of a stream. */
export const END = '[DONE]';

/** Some endpoints send words in parts; those with reasoning are not part of the answer. */
const text = z.union([
  z.string(),
  z
    .array(z.object({ type: z.string().optional(), text: z.string().optional() }))
    .transform((parts) => parts.map(({ type, text: said = '' }) => (type === 'text' ? said : '')).join('')),
]);
/** A refusal of the model is its answer too. */
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
  /** Only with tool calls. */
  readonly thoughts: Thoughts | undefined;
  readonly finishReason: string;
  readonly model: string | undefined;
  /** As counted by the endpoint. */
  readonly usage: { readonly input: number; readonly output: number } | undefined;
};

/** Assembles an answer from the events of a stream, or from a single message. */
export class CompletionReader {
  #content = '';
  readonly #calls = new CallReader();
  readonly #thoughts = new ThoughtReader();
  #finishReason = '';
  /** The stream has sent its end. */
  #isOver = false;
  #isBegun = false;
  /** The choice that is read, if the endpoint sends several: the first to begin. */
  #choice: number | undefined;
  #model: string | undefined;
  #usage: Completion['usage'];

  /** Takes the data of one event. Returns the words that it adds. Throws `WorkflowFault` for a malformed one. */
  take(data: string): string {
    if (isEnd(data)) this.#isOver = true;
    if (this.#isOver || data.trim() === '') return ''; // an event without data is a keep-alive
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
   * The complete answer, in text that the journal can store. Throws `WorkflowFault` for a truncated one. Some endpoints send no
   * finish reason, or an empty one each time: then the end of the stream counts. A stream that ends before it begins is no
   * answer.
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

/** Whether this is the final event of a stream. */
export function isEnd(data: string): boolean {
  return data.trim() === END;
}

/** Some endpoints count reasoning tokens in the total only. */
function counted({ prompt_tokens: input, completion_tokens: output, total_tokens: total }: z.output<typeof usage>) {
  return { input, output: Math.max(output, (total ?? 0) - input) };
}
