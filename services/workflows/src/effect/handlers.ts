import { type Catalogued, cataloguedIn } from '../definition/catalogued.ts';
import { RUN_WORKFLOW } from '../interpreter/child-key.ts';
import { standardFault } from '../workflow-fault.ts';
import { callAsyncapi, subscribeAsyncapi } from './asyncapi/call-asyncapi.ts';
import { callPluginFunction } from './call-plugin-function.ts';
import { callWorker } from './call-worker.ts';
import type { EffectHandler } from './effect-handler.ts';
import { callGrpc } from './grpc/call-grpc.ts';
import { callHttp } from './http/call-http.ts';
import { callLlm } from './llm/call-llm.ts';
import { callOpenapi } from './openapi/call-openapi.ts';
import { callA2a } from './rpc/call-a2a.ts';
import { callMcp } from './rpc/call-mcp.ts';
import { runNothing } from './run-nothing.ts';
import { runWorkflow } from './run-workflow.ts';
import { runScript } from './script/run-script.ts';
import { searchCollection } from './search-collection.ts';

/** Calls and runs of the DSL itself. */
const builtIn: Readonly<Record<string, EffectHandler>> = {
  http: callHttp,
  openapi: callOpenapi,
  grpc: callGrpc,
  asyncapi: callAsyncapi,
  'asyncapi:subscribe': subscribeAsyncapi,
  mcp: callMcp,
  a2a: callA2a,
  worker: callWorker,
  llm: callLlm,
  [RUN_WORKFLOW]: runWorkflow,
  'run:script': runScript,
  'run:shell': runNothing,
  'run:container': runNothing,
};

/** Functions of the catalog `mesh`, built into the mesh. */
const ofMesh: Readonly<Record<string, EffectHandler>> = {
  search: searchCollection,
};

/** The handler of a function. Throws `WorkflowFault` if there is none. */
export function handlerOf(name: string): EffectHandler {
  const handler = findHandler(name);
  if (handler) return handler;
  throw standardFault('configuration', nothingRuns(name), { status: 501 });
}

export function findHandler(name: string): EffectHandler | undefined {
  const found = cataloguedIn(name);
  return found ? inCatalog(found) : known(builtIn, name);
}

export function nothingRuns(name: string): string {
  return `nothing here runs ${name}`;
}

/** The specification's catalog `default` contains the functions of the mesh and of plugins. */
function inCatalog({ catalog, name }: Catalogued): EffectHandler | undefined {
  const ours = catalog === 'mesh' || catalog === 'default' ? known(ofMesh, name) : undefined;
  return ours ?? (catalog === 'plugins' || catalog === 'default' ? callPluginFunction : undefined);
}

function known(handlers: Readonly<Record<string, EffectHandler>>, name: string): EffectHandler | undefined {
  return Object.hasOwn(handlers, name) ? handlers[name] : undefined;
}
