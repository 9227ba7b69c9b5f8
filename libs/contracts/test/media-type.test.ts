import { expect, test } from 'vitest';
import { isJsonType, isTextType } from '../src/media-type.ts';

test.each(['application/json', 'text/JSON', 'application/vnd.a+json; charset=utf-8', ' application/json ;a=b'])(
  '%s is JSON',
  (type) => expect(isJsonType(type)).toBe(true),
);

test.each(['text/plain', 'application/jsonp', 'json', 'a/b;c=d/json', 'application/xml+jsonx', ''])(
  '%s is no JSON',
  (type) => expect(isJsonType(type)).toBe(false),
);

test.each(['text/plain', 'TEXT/csv; header=present', 'text/plain;charset="UTF-8"', 'application/xml', 'image/svg+xml'])(
  '%s is a text in UTF-8',
  (type) => expect(isTextType(type)).toBe(true),
);

test.each(['text/plain; charset=iso-8859-1', 'image/png', 'application/octet-stream', 'a/b;c=text/plain', ''])(
  '%s is none',
  (type) => expect(isTextType(type)).toBe(false),
);
