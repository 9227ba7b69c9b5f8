import type { Json } from '@mesh/jq/json';
import { noBus, noChildren, noOutside, type Ran, runDocument } from '../conformance/run-document.ts';
import { openStrangers, type Stranger } from '../conformance/strangers.ts';
import { tasks } from '../simulation.ts';

/** Runs tasks (YAML at the depth of `do`) in a world where `stranger` is all hosts. */
export async function runIn(stranger: Stranger, yaml: string, input: Json = {}, head = '') {
  await using strangers = await openStrangers(stranger);
  const ran = await runDocument(head + tasks(yaml), input, {
    bus: noBus,
    egress: strangers.egress,
    children: noChildren,
    outside: noOutside,
  });
  return { ...ran, asked: strangers.asked };
}

export function outputOf({ end }: Pick<Ran, 'end'>): Json {
  if (end.status !== 'completed') throw new Error(`it did not complete: ${JSON.stringify(end)}`);
  return end.output;
}

export function errorOf({ end }: Pick<Ran, 'end'>) {
  if (end.status !== 'faulted') throw new Error(`it did not fault: ${JSON.stringify(end)}`);
  return end.error;
}
