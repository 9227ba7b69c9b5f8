import type { Json } from '@mesh/jq/json';
import type { CallTask, RunTask, Task } from '../../definition/document.ts';
import { asksModel } from '../../definition/dsl/own-calls.ts';
import type { FullEndpoint } from '../../definition/external/full-endpoint.ts';
import { functionAddress } from '../../definition/external/function-address.ts';
import type { Evaluate } from '../../expression/evaluate.ts';
import { isExpression } from '../../expression/expression-text.ts';
import { secretsOfCall } from '../../expression/secret-handles.ts';
import { template } from '../../expression/template.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { PlanOf } from '../plan.ts';
import { namingDeclared, withPolicies } from '../policies.ts';
import { hasTemplate, withExpandedAddresses } from '../uri-template.ts';
import { authorizationOf } from './authorization.ts';
import { compileAgent } from './compile-agent.ts';
import { compileSubscription, type Subscription } from './compile-subscription.ts';
import { compileTask } from './compile-tasks.ts';
import type { Scope } from './scope.ts';

type Call = Pick<PlanOf<'call'>, 'kind' | 'call'>;
type Function = Pick<PlanOf<'do'>, 'kind' | 'tasks' | 'with'>;

/** A call of a function: the specification's own, one of `use.functions`, or one of a catalog. */
export function compileCall(
  task: CallTask,
  pointer: string,
  scope: Scope,
): Call | Function | ReturnType<typeof compileSubscription> | ReturnType<typeof compileAgent> {
  const own = scope.use.functions?.[task.call];
  if (own !== undefined) return compileFunction(own, task, pointer, scope);
  const elsewhere = functionAddress(task.call, scope.use);
  if (elsewhere !== undefined) return compileFunction(fetchedFunction(elsewhere, scope), task, pointer, abroad(scope));
  if (asksModel(task.call)) return compileAgent(task, pointer, scope);
  if (task.call.includes('@')) return ofCatalog(task, scope);
  const from = task.input?.from;
  const { subscription, ...rest } = (task.with ?? {}) as Record<string, Json>;
  if (task.call !== 'asyncapi' || subscription === undefined)
    return call({ function: task.call, given: (task.with ?? {}) as Json, from, scope });
  const subscribing = call({ function: 'asyncapi:subscribe', given: rest, from, scope });
  return compileSubscription(subscription as unknown as Subscription, subscribing.call, pointer, scope);
}

/**
 * The scope of an external function, which was checked on its own: it shares catalogs and secrets with this document, and is
 * extended like all tasks.
 */
function abroad({ use: { catalogs, extensions, secrets }, ...scope }: Scope): Scope {
  const use = { ...(catalogs && { catalogs }), ...(extensions && { extensions }), ...(secrets && { secrets }) };
  return { ...scope, use };
}

function fetchedFunction({ uri }: FullEndpoint, { externals }: Scope): Task {
  const found = externals?.get(uri);
  if (found === undefined) throw standardFault('configuration', `the function at ${uri} was not fetched`);
  return found as Task;
}

/** A function is a task of its own. Its input is the caller's arguments, or the caller's input if there are none. */
function compileFunction(own: Task, { call: name, with: given }: CallTask, pointer: string, scope: Scope): Function {
  if (scope.within?.includes(name))
    throw standardFault('configuration', `${pointer}: the function ${name} calls itself`);
  const inner = { ...scope, within: [...(scope.within ?? []), name] };
  return {
    kind: 'do',
    tasks: [compileTask({ [name]: own }, `${pointer}/call`, inner)],
    with: given === undefined ? undefined : template(given as Json, scope.names),
  };
}

/** A function of the mesh or a plugin. Its arguments are plain data, whatever their names. */
function ofCatalog({ call: name, with: given = {} }: CallTask, { names }: Scope): Call {
  return { kind: 'call', call: { function: name, with: template(given as Json, names) } };
}

/** A process to run is a call whose function is the kind of process. */
export function compileRun(task: RunTask, scope: Scope): Call {
  const { await: awaited = true, return: returned, ...process } = task.run;
  const [kind = '', spelled] = Object.entries(process)[0] ?? [];
  const { code, rest } = apart(spelled as Process);
  const given = { ...rest, ...(returned === undefined ? {} : { return: returned }) } as Json;
  const running = call({ function: `run:${kind}`, given, from: undefined, scope, detached: !awaited });
  if (code === undefined) return running;
  const { with: others } = running.call;
  const whole: Evaluate = (input, bindings) => ({ ...(others(input, bindings) as object), code });
  return { ...running, call: { ...running.call, with: whole } };
}

type Process = { readonly code?: string };

/** Separates code, whose `${ }` belong to its own language. As a whole it may be an expression. */
function apart({ code, ...rest }: Process): { code?: string | undefined; rest: object } {
  return code !== undefined && isExpression(code) ? { rest: { ...rest, code } } : { code, rest };
}

type Called = { function: string; given: Json; from: unknown; scope: Scope; detached?: boolean };

function call({ function: name, given, from, scope: { use, names }, detached = false }: Called): Call {
  const spelled = withPolicies(given, use);
  return {
    kind: 'call',
    call: {
      function: name,
      with: namingDeclared(argumentsOf(spelled, names), use),
      detached,
      secrets: secretsOfCall(spelled, from),
      authorization: authorizationOf(spelled, names),
    },
  };
}

/** Evaluates arguments, then expands URI templates among them with fields of the task's input. */
function argumentsOf(given: Json, names: readonly string[]): Evaluate {
  const evaluate = template(given, names);
  if (!hasTemplate(given)) return evaluate;
  return (input, bindings) => withExpandedAddresses(evaluate(input, bindings), given, input);
}
