import type { Bus } from '@mesh/bus/bus';
import { MeshError } from '@mesh/contracts/mesh-error';

type Question = {
  readonly params: { name: string; function?: string };
  readonly body: { input?: unknown; text?: string };
};
export type Used = { readonly subject: string; readonly question: Question };

const city = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const functions = [
  { name: 'forecast', description: 'Tells the weather.', input: city },
  { name: 'warn', description: 'Warns a city.', input: city },
];

/** A broker behind which a plugin `weather` is installed and a collection `handbook` is searched. `invoke` runs the plugin. */
export function toolBus(invoke: (name: string, input: unknown) => unknown): Bus & { readonly used: Used[] } {
  const used: Used[] = [];
  const answerTo = (subject: string, question: Question): unknown => {
    if (subject === 'call.plugins.list-functions') {
      if (question.params.name !== 'weather') throw new MeshError('not-found', 'it is not installed');
      return { version: '1.2.0', items: functions, nextCursor: null };
    }
    used.push({ subject, question });
    if (subject === 'call.plugins.invoke-function')
      return { output: invoke(question.params.function ?? '', question.body.input), logs: [], durationMs: 1 };
    const meta = { mode: 'dense', exact: true, truncated: false, scoreKind: 'cosine' };
    return { items: [{ id: 'p1', score: 1, ranks: {}, text: 'Rain needs a coat.' }], meta };
  };
  const ask = async (subject: string, { question }: { question: Question }) => {
    try {
      return { output: answerTo(subject, question) };
    } catch (error) {
      return { error: (error as MeshError).toShape() };
    }
  };
  return { used, connected: true, tokens: { sign: async () => '' }, batches: { ask } } as unknown as Bus & {
    used: Used[];
  };
}
