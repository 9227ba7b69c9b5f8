import { call } from '@mesh/bus/call';
import { listFunctions } from '@mesh/contracts/functions';
import type { Json } from '@mesh/jq/json';
import type { About } from '../../execution/about.ts';
import { askingOf } from '../../execution/principal-of.ts';
import { RUN_WORKFLOW } from '../../interpreter/child-key.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { EffectNeeds } from '../effect-handler.ts';
import type { Tool } from './llm-arguments.ts';

/** The effect of running a tool. */
export type ToolEffect = { readonly function: string; readonly arguments: Json };
/** A tool as a model sees it, and the effect of using it. */
export type ResolvedTool = {
  /** At most 64 letters, digits, `_` and `-`. */
  readonly name: string;
  readonly description: string | undefined;
  /** JSON Schema of its arguments. */
  readonly parameters: Json;
  readonly approval: boolean;
  effect(given: Json): ToolEffect;
};
type Needs = { readonly needs: Pick<EffectNeeds, 'bus'>; readonly about: About; readonly signal: AbortSignal };

const LONGEST_NAME = 64;
const question = {
  type: 'object',
  properties: { text: { type: 'string', minLength: 1, maxLength: 8_192 } },
  required: ['text'],
  additionalProperties: false,
};

/** Resolves the tools of a turn as installed now. Throws `WorkflowFault` if one is missing, or two have the same name. */
export async function resolveTools(tools: readonly Tool[], asking: Needs): Promise<ResolvedTool[]> {
  const resolved = (await Promise.all(tools.map((tool) => resolve(tool, asking)))).flat();
  const twice = resolved.find(({ name }, place) => resolved.findIndex((other) => other.name === name) !== place);
  if (twice) throw standardFault('configuration', `two tools are called ${twice.name}: give one another \`name\``);
  return resolved;
}

async function resolve(tool: Tool, asking: Needs): Promise<ResolvedTool[]> {
  if ('plugin' in tool) return functionsOf(tool, asking);
  const { description, approval } = tool;
  if ('collection' in tool) {
    const { collection, k } = tool;
    const effect = (given: Json) => ({
      function: 'search:1.0.0@mesh',
      arguments: { collection, k, text: (given as { text: string }).text },
    });
    const told = description ?? `Finds the passages of the collection ${collection} that are nearest to a text.`;
    return [
      { name: named(tool.name ?? `search_${collection}`), description: told, parameters: question, approval, effect },
    ];
  }
  const { workflow, input } = tool;
  const effect = (given: Json) => ({ function: RUN_WORKFLOW, arguments: { ...workflow, input: given } });
  return [{ name: named(tool.name ?? `run_${workflow.name}`), description, parameters: input, approval, effect }];
}

async function functionsOf(
  { plugin, functions, version, approval }: Extract<Tool, { plugin: string }>,
  { needs, about, signal }: Needs,
): Promise<ResolvedTool[]> {
  const question = { params: { name: plugin } };
  const installed = await call(needs.bus, listFunctions, question, askingOf(about, signal));
  const missing = functions?.find((name) => installed.items.every((one) => one.name !== name));
  if (missing !== undefined || (version !== undefined && version !== installed.version))
    throw standardFault(
      'configuration',
      missing === undefined ? `${plugin} is installed in ${installed.version}` : `${plugin} has no function ${missing}`,
      { status: 404 },
    );
  return installed.items
    .filter(({ name }) => functions?.includes(name) ?? true)
    .map(({ name, description, input }) => ({
      name: named(`${plugin}_${name}`),
      description,
      parameters: input as Json,
      approval,
      effect: (given) => ({ function: `${plugin}.${name}:${installed.version}@plugins`, arguments: given }),
    }));
}

/** Makes a valid tool name; endpoints accept no others. */
export function named(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, LONGEST_NAME);
}
