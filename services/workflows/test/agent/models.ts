import type { Bus } from '@mesh/bus/bus';
import { openEgress } from '@mesh/egress/open';
import type { Json } from '@mesh/jq/json';
import { silent } from '@mesh/runtime/log';
import { type Model, ModelServer } from '@mesh/testing/model-server';
import { type Delta, type Models, plainModels } from '../../src/effect/llm/models.ts';
import { noBus, noChildren, noOutside, runDocument } from '../conformance/run-document.ts';
import { tasks } from '../simulation.ts';

type Asked = { readonly input?: Json; readonly head?: string; readonly bus?: Bus; readonly models?: Partial<Models> };

/** Runs tasks (YAML at the depth of `do`) whose `MODEL` is a server where `model` answers. */
export async function runWithModel(
  model: Model,
  yaml: string,
  { input = {}, head = '', bus = noBus, models }: Asked = {},
) {
  await using server = await ModelServer.open(model);
  await using egress = openEgress({ allow: [server.host], log: silent });
  const deltas: Delta[] = [];
  const needs = {
    bus,
    egress,
    children: noChildren,
    outside: noOutside,
    models: {
      ...plainModels,
      endpoint: server.url,
      tell: (_: string, delta: Delta) => void deltas.push(delta),
      ...models,
    },
  };
  const ran = await runDocument(head + tasks(yaml), input, needs);
  return { ...ran, asked: server.asked, deltas };
}

/** An entry of the journal of this type, each time. */
export function entriesOf({ entries }: Pick<Awaited<ReturnType<typeof runWithModel>>, 'entries'>, type: string) {
  return entries.filter((one) => one.type === type).map(({ data }) => data);
}
