import { MeshError } from '@mesh/contracts/mesh-error';

/** `/v1/x/{id}` as the router spells it: `/v1/x/:id`. What ends in `{path}` takes slashes as well; a colon is a colon. */
export function routerPath(path: string): string {
  return path
    .replaceAll(':', '::')
    .replace(/\{path\}$/, '*')
    .replace(/\{(\w+)\}/g, ':$1');
}

/** The parameters of an address as the operation names them. Throws `invalid` for a NUL, which no store holds. */
export function namedParams(given: unknown): Record<string, unknown> {
  const { '*': path, ...params } = given as Record<string, string>;
  if (Object.values({ ...params, path }).some((value) => value?.includes('\0')))
    throw new MeshError('invalid', 'the address has a NUL');
  return path === undefined ? params : { ...params, path };
}

const templates = new Map<string, string>();

/** The way back. Asked for each request, so each route is turned once. */
export function templatePath(route: string): string {
  let template = templates.get(route);
  if (template === undefined) {
    template = route
      .replace(/:(\w+)|::/g, (_colons, name?: string) => (name ? `{${name}}` : ':'))
      .replace(/\*$/, '{path}');
    templates.set(route, template);
  }
  return template;
}
