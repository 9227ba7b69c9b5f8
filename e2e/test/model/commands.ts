import fc from 'fast-check';
import { expect } from 'vitest';
import { Command } from './command.ts';
import { pointers } from './document.ts';
import { type Model, type Run, type Status, tasks } from './model.ts';
import type { Real } from './real.ts';

/** Ids that do not exist. */
const NOBODY = 'exe_01h455vb4pex5vsknk084sn02q';
const NO_WORKFLOW = 'wf_01h455vb4pex5vsknk084sn02q';

const yaml = { 'content-type': 'application/yaml' };
const cloudEvent = { 'content-type': 'application/cloudevents+json' };

const version = fc.constantFrom('1.0.0', '1.1.0');
const name = fc.constantFrom('a', 'b');
const place = fc.nat(1_000);
const said = fc.nat(9);

const save = fc.tuple(version, fc.constantFrom(2, 1, 2, 0, undefined)).map(
  ([version, rounds]) =>
    new Command(`save ${version} of ${rounds} rounds`, async (model, real) => {
      const saved = { text: real.document(version, rounds), headers: yaml };
      const id = await real.ask(model.save(version, rounds), 'POST', '/v1/workflows', saved);
      const workflow = model.workflows.get(version);
      if (!workflow || !id) return;
      workflow.id ||= id;
      expect(id).toBe(workflow.id);
    }),
);

const key = fc.option(fc.constantFrom('k', 'l'), { nil: undefined });
const start = fc.record({ version, name, key, waits: fc.boolean() }).map((wish) =>
  new Command(`start ${JSON.stringify(wish)}`, async (model, real) => {
    const foreseen = model.start(wish);
    const headers = {
      ...(wish.key && { 'idempotency-key': `${real.tag}-${wish.key}` }),
      ...(foreseen.status === 200 && { prefer: 'wait=30' }),
    };
    const body = { input: { name: real.nameOf(wish.name) } };
    const path = `/v1/workflows/${model.workflows.get(wish.version)?.id ?? NO_WORKFLOW}/executions`;
    await real.ask(foreseen, 'POST', path, { body, headers });
  }).where((model) => model.workflows.size > 0),
);

const send = fc.tuple(name, said, fc.option(place, { nil: undefined, freq: 4 })).map(
  ([name, said, again]) =>
    new Command(`send ${said} to ${name}${again === undefined ? '' : `, as one before (${again})`}`, (model, real) => {
      const nth = model.send(name, said, again);
      const data = { to: real.nameOf(name), nth, said };
      const event = { specversion: '1.0', source: `/${real.tag}`, id: `${name}-${nth}`, type: real.type, data };
      return real.ask({ status: 202 }, 'POST', '/v1/events', { text: JSON.stringify(event), headers: cloudEvent });
    }),
);

const refuse = fc.tuple(name, fc.boolean()).map(
  ([name, isRefused]) =>
    new Command(`${isRefused ? 'refuse' : 'accept'} ${name}`, async (model, real) => {
      model.refuse(name, isRefused);
      real.refuse(name, isRefused);
    }),
);

/** Requests about one execution, or about one that does not exist. */
function of(words: string, work: (model: Model, real: Real, run: Run | undefined, path: string) => Promise<unknown>) {
  return place.map((place) =>
    new Command(`${words} ${place}`, (model, real) => {
      const run = model.runs[place % (model.runs.length || 1)];
      return work(model, real, run, `/v1/executions/${run?.id ?? NOBODY}`);
    }).where((model) => model.runs.length > 0 || place % 8 === 0),
  );
}

const suspend = of('suspend', (model, real, run, path) => real.ask(model.suspend(run), 'POST', `${path}/suspend`));
const resume = of('resume', (model, real, run, path) =>
  real.ask(model.resume(run, false), 'POST', `${path}/resume`, { body: {} }),
);
const decide = of('decide of', (model, real, run, path) =>
  real.ask(model.resume(run, true), 'POST', `${path}/resume`, { body: { outcome: { repeat: true } } }),
);
const cancel = of('cancel', (model, real, run, path) => real.ask(model.cancel(run), 'POST', `${path}/cancel`));
const retry = of('retry', (model, real, run, path) => real.ask(model.retry(run), 'POST', `${path}/retry`));
const get = of('get', async (_model, real, run, path) => {
  await real.ask(run ? { status: 200 } : { status: 404, code: 'not-found' }, 'GET', path);
  if (run) await real.expectShown(run);
});

const forks = tasks.map((task) =>
  fc.option(said, { nil: undefined }).chain((input) =>
    of(`fork from ${task} with ${input}`, (model, real, run, path) => {
      const given = input !== undefined && task === 'ask' ? { input: [{ said: input }] } : {};
      const body = { fromTask: pointers[task], ...given };
      return real.ask(model.fork(run, task, input), 'POST', `${path}/fork`, { body });
    }),
  ),
);

const statuses: readonly Status[] = ['waiting', 'suspended', 'faulted', 'cancelled', 'completed'];
const status = fc.option(fc.constantFrom(...statuses), { nil: undefined });
const list = status.map(
  (status) =>
    new Command(`list ${status ?? 'all'}`, async (model, real) => {
      expect(await real.list(status)).toEqual(model.list(status));
    }),
);

const mostly = <T>(arbitrary: fc.Arbitrary<T>, times: number) => Array.from({ length: times }, () => arbitrary);

/** Sequences of at most this many commands. */
export function sequences(longest: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Real>>> {
  const often = [
    ...mostly(save, 2),
    ...mostly(start, 3),
    ...mostly(send, 4),
    ...mostly(suspend, 2),
    ...mostly(resume, 2),
  ];
  const rest = [...mostly(refuse, 2), ...mostly(retry, 2), decide, cancel, get, ...forks, list];
  return fc.commands([...often, ...rest], { maxCommands: longest, size: 'max' });
}
