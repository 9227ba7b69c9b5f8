import { isObject, type Json } from '@mesh/jq/json';
import type { Task } from '../../definition/document.ts';
import type { Evaluate } from '../../expression/evaluate.ts';
import { condition, expression } from '../../expression/expression.ts';
import { template } from '../../expression/template.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { CommonPlan } from '../common-plan.ts';
import type { TaskPlan } from '../plan.ts';
import { expanded, isTemplate } from '../uri-template.ts';
import { compileCall, compileRun } from './compile-call.ts';
import { compileListen } from './compile-listen.ts';
import { compileTask, compileTasks, directive, type Targets } from './compile-tasks.ts';
import { compileTry } from './compile-try.ts';
import type { Scope } from './scope.ts';

/** The part of a task plan that depends on its kind. */
type Kind = TaskPlan extends infer T ? (T extends TaskPlan ? Omit<T, keyof CommonPlan> : never) : never;

/** Compiles the part that depends on the task's kind. Kinds are told by their key, `for` before the `do` that it also has. */
export function compileKind(task: Task, pointer: string, scope: Scope, targets: Targets): Kind {
  const { names } = scope;
  if ('for' in task) {
    const { each = 'item', at = 'index', in: items } = task.for;
    const inner = { ...scope, names: [...names, each, at] };
    return {
      kind: 'for',
      each,
      at,
      in: typeof items === 'string' ? expression(items, names) : template(items as Json, names),
      while: condition(task.while, inner.names),
      tasks: compileTasks(task.do, `${pointer}/do`, inner),
    };
  }
  if ('try' in task) return compileTry(task, pointer, scope, targets);
  if ('do' in task) return { kind: 'do', tasks: compileTasks(task.do, `${pointer}/do`, scope) };
  if ('fork' in task) {
    const { branches, compete = false } = task.fork;
    const compiled = branches.map((branch, at) => compileTask(branch, `${pointer}/fork/branches/${at}`, scope));
    return { kind: 'fork', compete, branches: compiled };
  }
  if ('set' in task) return { kind: 'set', value: template(task.set as Json, names) };
  if ('switch' in task) {
    const cases = task.switch.map((item) => {
      const [name = '', one] = Object.entries(item)[0] ?? [];
      return { name, when: condition(one?.when, names), next: directive(one?.then, targets) };
    });
    return { kind: 'switch', cases };
  }
  if ('raise' in task) {
    const { error } = task.raise;
    const spelled = typeof error === 'string' ? scope.use.errors?.[error] : error;
    return { kind: 'raise', error: withAddresses((spelled ?? {}) as Json, ['type'], names) };
  }
  if ('wait' in task) return { kind: 'wait', duration: template(task.wait as Json, names) };
  if ('emit' in task) {
    const event = { source: scope.source, ...task.emit.event.with } as Json;
    return { kind: 'emit', event: withAddresses(event, ['source', 'dataschema'], names) };
  }
  if ('call' in task) return compileCall(task, pointer, scope);
  if ('run' in task) return compileRun(task, scope);
  if ('listen' in task) return compileListen(task, pointer, scope);
  throw standardFault('configuration', `${pointer}: this kind of task is not run by this version`, { status: 501 });
}

/** A value with fields that may be URI templates. */
function withAddresses(spelled: Json, fields: readonly string[], names: readonly string[]): Evaluate {
  const evaluate = template(spelled, names);
  const given = isObject(spelled) ? spelled : {};
  const templates = fields.flatMap((field) => {
    const uri = given[field];
    return typeof uri === 'string' && isTemplate(uri) ? [[field, uri] as const] : [];
  });
  if (templates.length === 0) return evaluate;
  return (input, bindings) => ({
    ...(evaluate(input, bindings) as object),
    ...Object.fromEntries(templates.map(([field, uri]) => [field, expanded(uri, input)])),
  });
}
