import { expect, test } from 'vitest';
import { isJson } from '../src/content-type.ts';

test.each([
  'application/json',
  'application/json; charset=utf-8',
  ' Application/JSON ;charset=utf-8',
  'text/json',
  'application/problem+json',
  'application/vnd.api.v1+json;q=1',
  'model/gltf+json',
])('%s is JSON', (type) => {
  expect(isJson(type)).toBe(true);
});

test.each([
  undefined,
  '',
  'json',
  'text/plain',
  'text/plain; note=application/json',
  'application/jsonl',
  'application/x-ndjson',
  'application/json-seq',
  'application/+json',
  'application/json+xml',
])('%s is not', (type) => {
  expect(isJson(type)).toBe(false);
});
