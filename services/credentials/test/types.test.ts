import { readdir } from 'node:fs/promises';
import { DEFAULT_LIMIT } from '@mesh/contracts/page';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tryCredential } from '../src/broker/try-credential.ts';
import { checkData } from '../src/credential/check-data.ts';
import type { CredentialRow } from '../src/db/schema.ts';
import { askToken } from '../src/oauth2/ask-token.ts';
import { tokenRequest } from '../src/oauth2/token-request.ts';
import { readCatalogue } from '../src/types/catalogue.ts';
import type { CredentialType } from '../src/types/credential-type.ts';
import { fillTemplate, fillUrl } from '../src/types/fill-template.ts';
import { listCredentialTypes } from '../src/types/list-credential-types.ts';
import { shownType } from '../src/types/shown-type.ts';
import { openProvider, type Provider, sampleOf, secretsToFind } from './provider.ts';

const catalogue = await readCatalogue();
const types = [...catalogue.values()];
const tested = types.filter(({ test }) => test !== undefined);
let provider: Provider;
beforeAll(async () => {
  provider = await openProvider();
});
afterAll(() => provider[Symbol.asyncDispose]());

test('there are at least 40 types, and at least 40 of them can be tried', () => {
  expect(types.length).toBeGreaterThanOrEqual(40);
  expect(tested.length).toBeGreaterThanOrEqual(40);
});

test('a type is in the file of its name', async () => {
  const files = await readdir(new URL('../src/types/catalogue/', import.meta.url));
  expect(files.toSorted()).toEqual(types.map(({ name }) => `${name}.json`).toSorted());
});

test.each(types)('$name is whole', ({ fields, inject, oauth2, test, hosts, documentationUrl, category }) => {
  const names = fields.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(fields.some(({ secret }) => secret)).toBe(true);
  expect(category === 'generic' || documentationUrl?.startsWith('https://')).toBe(true);
  const given = [...names, ...(oauth2 ? ['access_token'] : [])];
  for (const [, name] of JSON.stringify([inject, oauth2, test, hosts]).matchAll(/\{([a-z_]+)\}/g))
    expect(given).toContain(name);
  for (const { type, options, pattern, default: value } of fields) {
    expect(type === 'enum').toBe(options !== undefined);
    if (options && value !== undefined) expect(options).toContain(value);
    if (pattern && value !== undefined) expect(value).toMatch(new RegExp(pattern, 'u'));
  }
});

test.each(types)('what $name puts into a host is bound to what a host may be', ({ fields, oauth2, test, hosts }) => {
  const urls = [
    test && test !== 'token' ? test.url : '',
    oauth2?.tokenUrl ?? '',
    ...hosts.map((host) => `https://${host}`),
  ];
  for (const [, name] of urls.flatMap((url) => [...url.matchAll(/(?:^|\/\/[^/]*)\{([a-z_]+)\}/g)])) {
    const field = fields.find((one) => one.name === name);
    expect(field?.pattern ?? field?.options).toBeDefined();
  }
});

test.each(types)('the sample of $name fits, with anything more it does not', (type) => {
  expect(checkData(type, sampleOf(type))).toBeDefined();
  expect(() => checkData(type, { ...sampleOf(type), surprise: 'x' })).toThrow('does not fit');
});

/** Tries the sample as the service does, with the tokens that the provider gives. */
async function trial(type: CredentialType) {
  const data = sampleOf(type);
  const { test, hosts } = type;
  const text = test && test !== 'token' ? fillUrl(test.url, data) : undefined;
  const own = hosts.flatMap((host) => fillTemplate(host, data) ?? []);
  const allowedHosts = own.length > 0 ? own : ['own.example'];
  const { signal } = new AbortController();
  const url = text === undefined ? undefined : new URL(text);
  const tokens = {
    of: async () => {
      const grant = { grant_type: 'client_credentials' };
      const request = type.oauth2 && tokenRequest(type.oauth2, data, { grant, at: new Date() });
      const got = request && (await askToken(provider.egress, request, signal));
      if (!got || 'reason' in got) throw new Error('no token');
      return got.accessToken;
    },
  };
  const credential = {} as CredentialRow;
  return tryCredential({ egress: provider.egress, tokens }, { credential, type, data, url, allowedHosts, signal });
}

test.each(tested)('$name is tried at its provider, and passes only with its secret', async (type) => {
  provider.seen.length = 0;
  const answer = type.test === 'token' ? {} : (type.test?.expect ?? {});
  provider.expects = { secrets: secretsToFind(type, sampleOf(type)), answer };
  expect(await trial(type)).toMatchObject({ success: true });
  expect(provider.seen.length).toBeGreaterThan(0);
  provider.expects = { secrets: ['another secret'], answer };
  expect(await trial(type)).toMatchObject({ success: false });
});

test.each([1, DEFAULT_LIMIT])('pages of %s together hold every type, with all that a form needs', async (limit) => {
  const list = listCredentialTypes(catalogue);
  const found: ReturnType<typeof shownType>[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ params: {}, query: { limit, cursor }, headers: {}, body: {} }, contextOf());
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...(page.items as ReturnType<typeof shownType>[]));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(found).toEqual(types.map(shownType));
  expect(JSON.stringify(found)).not.toMatch(/"inject"|"test"/);
  const elsewhere = { params: {}, query: { cursor: 'no-type' }, headers: {}, body: {} };
  await expect(list(elsewhere, contextOf())).rejects.toMatchObject({ code: 'invalid' });
});
