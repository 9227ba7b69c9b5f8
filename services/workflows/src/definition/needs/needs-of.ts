import type { Json } from '@mesh/jq/json';
import type { z } from 'zod';
import { budgetOf } from '../budget.ts';
import { cataloguedIn } from '../catalogued.ts';
import { schemasOf } from '../checks/schemas-of.ts';
import type { TaskAt } from '../checks/tasks.ts';
import type { CallTask, RunTask, Use, WorkflowDocument } from '../document.ts';
import type { llmArguments } from '../dsl/call-ai.ts';
import { asksModel } from '../dsl/own-calls.ts';
import { functionAddress } from '../external/function-address.ts';
import type { Need } from './need.ts';

type Asked = Partial<z.output<typeof llmArguments>>;
type Tool = NonNullable<Asked['tools']>[number];

/** Everything a document needs of the mesh, as far as it is spelled out: what expressions yield is known only at run time. */
export function* needsOf(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Need> {
  const use = document.use ?? {};
  for (const [at, secret] of (use.secrets ?? []).entries())
    yield { kind: 'secret', pointer: `/use/secrets/${at}`, secret };
  for (const { format, pointer } of schemasOf(document, tasks))
    if (format !== undefined) yield { kind: 'schema', pointer: `${pointer}/format`, format };
  const isBounded = budgetOf(document.document.metadata as Json | undefined).cost !== undefined;
  for (const { task, pointer } of tasks) {
    if ('call' in task && asksModel(task.call)) yield* ofPrice(task.with as Asked, `${pointer}/with`, isBounded);
    if ('run' in task) yield* ofRun(task, `${pointer}/run`);
    if ('call' in task && !Object.hasOwn(use.functions ?? {}, task.call)) yield* ofCall(task, pointer, use);
  }
}

function* ofRun({ run }: RunTask, pointer: string): Generator<Need> {
  if ('shell' in run) yield { kind: 'process', pointer: `${pointer}/shell`, process: 'shell' };
  if ('container' in run) yield { kind: 'process', pointer: `${pointer}/container`, process: 'container' };
  if ('script' in run && isSpelledOut(run.script.language))
    yield { kind: 'script', pointer: `${pointer}/script/language`, language: run.script.language };
  if ('workflow' in run) yield* ofWorkflow(run.workflow, `${pointer}/workflow`);
}

function* ofCall(task: CallTask, pointer: string, use: Use): Generator<Need> {
  const { tools = [], transport } = (task.with ?? {}) as { tools?: readonly Tool[]; transport?: object };
  if (task.call === 'mcp' && transport && 'stdio' in transport)
    yield { kind: 'process', pointer: `${pointer}/with/transport/stdio`, process: 'mcp' };
  else if (asksModel(task.call))
    for (const [at, tool] of tools.entries()) yield* ofTool(tool, `${pointer}/with/tools/${at}`);
  else if (cataloguedIn(task.call) && functionAddress(task.call, use) === undefined)
    yield { kind: 'function', pointer: `${pointer}/call`, function: task.call };
}

/** Without a price, a model would never use up a cost budget, its own or that of the execution. */
function* ofPrice({ model, prices, budget }: Asked, pointer: string, isBounded: boolean): Generator<Need> {
  if (prices !== undefined || (!isBounded && budget?.cost === undefined)) return;
  if (model === undefined) yield { kind: 'price', pointer };
  else if (isSpelledOut(model)) yield { kind: 'price', pointer: `${pointer}/model`, model };
}

function* ofTool(tool: Tool, pointer: string): Generator<Need> {
  if ('workflow' in tool) yield* ofWorkflow({ version: 'latest', ...tool.workflow }, `${pointer}/workflow`);
  if (!('plugin' in tool) || !isSpelledOut(tool.plugin)) return;
  const { plugin, functions = [], version } = tool;
  const named = functions.filter(isSpelledOut);
  const told = version !== undefined && isSpelledOut(version) ? version : undefined;
  yield { kind: 'plugin', pointer: `${pointer}/plugin`, plugin, functions: named, version: told };
}

type Named = { readonly namespace: string; readonly name: string; readonly version: string };

function* ofWorkflow({ namespace, name, version }: Named, pointer: string): Generator<Need> {
  if ([namespace, name, version].every(isSpelledOut)) yield { kind: 'workflow', pointer, namespace, name, version };
}

/** Whether a text is literal: no expression in either mode of evaluation. */
function isSpelledOut(text: string): boolean {
  return /^[a-z0-9]/i.test(text) && !text.includes('${');
}
