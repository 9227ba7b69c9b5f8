import { randomUUID } from 'node:crypto';
import type { Chance } from '@mesh/testing/chance';
import { ask } from '../../src/ask.ts';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import type { Recorder } from './recorder.ts';

const AT_ONCE = 6;
/** A longer list gets no more requests, since a read is one page. */
const LONGEST = 80;

type Version = { version: number; fields: { username: string } };

/** Credentials as lists: each version that a client stores appends its user name. */
export class Lists {
  readonly #mesh: Mesh;
  readonly #recorder: Recorder;
  readonly #chance: Chance;
  readonly #lists: { id: string; appended: number }[] = [];
  #values = 0;

  constructor(mesh: Mesh, recorder: Recorder, chance: Chance) {
    this.#mesh = mesh;
    this.#recorder = recorder;
    this.#chance = chance;
  }

  async append(): Promise<void> {
    const list = await this.#some();
    const value = `v${this.#values++}`;
    list.appended += 1;
    const asked = { kind: 'append', list: list.id, value } as const;
    await this.#recorder.record(asked, async () => {
      const body = { data: { username: value, password: 'x' } };
      await ask(this.#mesh, 'PATCH', `/v1/credentials/${list.id}`, { body });
      return asked;
    });
  }

  async read(): Promise<void> {
    await this.#read((await this.#some()).id);
  }

  /** Reads each list once more, with retries. */
  async readAll(): Promise<void> {
    for (const { id } of this.#lists) await this.#read(id, patiently);
  }

  async #read(list: string, by: typeof ask = ask): Promise<void> {
    const asked = { kind: 'read', list, values: [] as string[] } as const;
    await this.#recorder.record(asked, async () => {
      const { body } = await by<{ items: Version[] }>(this.#mesh, 'GET', `/v1/credentials/${list}/versions?limit=100`);
      const [, ...values] = body.items.map(({ fields }) => fields.username).reverse(); // the first is older than all calls
      return { ...asked, values };
    });
  }

  async #some() {
    const open = this.#lists.filter(({ appended }) => appended < LONGEST);
    if (open.length < AT_ONCE) open.push(await this.#begin());
    return open[this.#chance(open.length)] ?? (await this.#begin());
  }

  async #begin() {
    const headers = { 'idempotency-key': randomUUID() };
    const data = { username: 'first', password: 'x' };
    const body = { name: `list-${randomUUID()}`, type: 'http-basic', data };
    const { id } = (await patiently<{ id: string }>(this.#mesh, 'POST', '/v1/credentials', { body, headers })).body;
    const list = { id, appended: 0 };
    this.#lists.push(list);
    return list;
  }
}
