import { expect, test } from 'vitest';
import { namedParams, routerPath, templatePath } from '../src/http/template-path.ts';

test('a path is spelled for the router and back, with its parameters, its rest and its colons', () => {
  for (const [path, routed] of [
    ['/v1/x/{id}', '/v1/x/:id'],
    ['/v1/x/{id}/files/{path}', '/v1/x/:id/files/*'],
    ['/v1/x/{id}/runs:batch', '/v1/x/:id/runs::batch'],
    ['/v1/runs:cancel', '/v1/runs::cancel'],
  ] as const) {
    expect(routerPath(path)).toBe(routed);
    expect(templatePath(routed)).toBe(path);
  }
});

test('a parameter with a NUL is refused', () => {
  for (const given of [{ id: 'a\0' }, { id: 'a', '*': 'b/\0' }])
    expect(() => namedParams(given)).toThrow(expect.objectContaining({ code: 'invalid' }));
});
