import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { id, noSuch } from '@mesh/contracts/id';
import type { Principal } from '@mesh/contracts/principal';
import * as workflows from '@mesh/contracts/workflows';

type Named = { readonly namespace: string; readonly name: string };

/** The workflow that a reference names: an id, or `namespace/name`. Throws `not-found`. */
export async function namedWorkflow(bus: Bus, reference: string, principal: Principal): Promise<Named> {
  const workflowId = id('wf').safeParse(reference);
  if (workflowId.success)
    return call(bus, workflows.getWorkflow, { params: { workflowId: workflowId.data } }, { principal });
  const [namespace = '', name = '', more] = reference.split('/');
  const query = { namespace, name, limit: '1' };
  const found =
    more === undefined && (await call(bus, workflows.listWorkflows, { query }, { principal })).items.length > 0;
  if (!found) throw noSuch('wf');
  return { namespace, name };
}
