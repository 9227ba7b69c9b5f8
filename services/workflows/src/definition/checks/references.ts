import { escaped } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import { cataloguedIn } from '../catalogued.ts';
import type { Use, WorkflowDocument } from '../document.ts';
import { isObject } from '../dsl/choice.ts';
import { ownCalls } from '../dsl/own-calls.ts';
import type { TaskAt } from './tasks.ts';

/** Functions built into the DSL or the mesh. */
const builtIn = new Set<string>([...ownCalls, 'worker']);
/** Built-in catalogs: the specification's default, the mesh's own functions, the installed plugins. */
const builtInCatalogs = ['default', 'mesh', 'plugins'];
const url = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Checks that every name that a document refers to exists in it, in a catalog or in the mesh. */
export function* checkReferences(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  const use = document.use ?? {};
  yield* named('timeout', document.timeout, use.timeouts, '/timeout');
  yield* policies(document.use, '/use', use);
  for (const { task, pointer } of tasks) {
    yield* named('timeout', task.timeout, use.timeouts, `${pointer}/timeout`);
    if ('raise' in task) yield* named('error', task.raise.error, use.errors, `${pointer}/raise/error`);
    if ('try' in task) yield* named('retry policy', task.catch.retry, use.retries, `${pointer}/catch/retry`);
    if ('call' in task) {
      yield* called(task.call, use, `${pointer}/call`);
      if (builtIn.has(task.call)) yield* policies(task.with, `${pointer}/with`, use);
    }
    if ('run' in task && 'script' in task.run && 'source' in task.run.script) {
      yield* policies(task.run.script.source, `${pointer}/run/script/source`, use);
    }
  }
}

function* named(kind: string, given: unknown, there: object | undefined, pointer: string): Generator<Fault> {
  if (typeof given !== 'string' || Object.hasOwn(there ?? {}, given)) return;
  const hint = kind === 'timeout' ? '; one of its own is told as { after: PT30S }' : '';
  yield { pointer, message: `\`use\` has no ${kind} called ${given}${hint}` };
}

function* called(name: string, use: Use, pointer: string): Generator<Fault> {
  if (builtIn.has(name) || url.test(name) || Object.hasOwn(use.functions ?? {}, name)) return;
  const catalog = cataloguedIn(name)?.catalog;
  if (catalog !== undefined && (builtInCatalogs.includes(catalog) || Object.hasOwn(use.catalogs ?? {}, catalog)))
    return;
  if (catalog !== undefined) yield { pointer, message: `\`use\` has no catalog called ${catalog}` };
  else {
    const hint = versioned.test(name) ? `of a catalog it is ${name}@CATALOG` : `others are ${[...builtIn].join(', ')}`;
    yield { pointer, message: `\`use\` has no function called ${name}; ${hint}` };
  }
}

/** The form of a catalog function, without the catalog. */
const versioned = /^[^@:]+:\d[^@:]*$/;

const schemes = ['basic', 'bearer', 'digest', 'oauth2', 'oidc'] as const;

/** Policies occur in endpoints, resources and arguments of calls; `body` and `parameters` are the user's data. */
function* policies(part: unknown, pointer: string, use: Use): Generator<Fault> {
  if (Array.isArray(part) || !isObject(part)) return;
  for (const [field, value] of Object.entries(part)) {
    const at = `${pointer}/${escaped(field)}`;
    if (field === 'authentication') {
      yield* policyCalled(value, at, use);
      if (isObject(value)) yield* policyCalled(value['use'], `${at}/use`, use);
      yield* secrets(value, at, use);
    } else if (pointer === '/use/authentications') yield* secrets(value, at, use);
    else if (carriers.has(field) || pointer === '/use/catalogs') yield* policies(value, at, use);
  }
}

/** A secret is looked for among the policies by whoever takes it for one. */
function* policyCalled(given: unknown, pointer: string, use: Use): Generator<Fault> {
  for (const fault of named('authentication', given, use.authentications, pointer)) {
    const isSecret = use.secrets?.includes(String(given));
    yield isSecret
      ? { pointer, message: `${fault.message}: a secret is named as { bearer: { use: ${given} } }` }
      : fault;
  }
}

const carriers = new Set([
  'authentications',
  'catalogs',
  'endpoint',
  'document',
  'proto',
  'service',
  'agentCard',
  'server',
  'transport',
  'http',
]);

function* secrets(policy: unknown, pointer: string, use: Use): Generator<Fault> {
  if (!isObject(policy)) return;
  for (const scheme of schemes) {
    const given = policy[scheme];
    if (!isObject(given) || typeof given['use'] !== 'string' || use.secrets?.includes(given['use'])) continue;
    yield { pointer: `${pointer}/${scheme}/use`, message: `\`use.secrets\` has no ${given['use']}` };
  }
}
