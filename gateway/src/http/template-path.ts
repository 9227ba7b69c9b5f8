import { MeshError } from '@mesh/contracts/mesh-error';

/** Turns `/v1/x/{id}` into the router's `/v1/x/:id`. A final `{path}` matches slashes as well; literal colons are escaped. */
export function routerPath(path: string): string {
  return path
    .replaceAll(':', '::')
    .replace(/\{path\}$/, '*')
    .replace(/\{(\w+)\}/g, ':$1');
}

/** Path parameters under the operation's names. Throws `invalid` for a NUL, which no database stores. */
export function namedParams(given: unknown): Record<string, unknown> {
  const { '*': path, ...params } = given as Record<string, string>;
  if (Object.values({ ...params, path }).some((value) => value?.includes('\0')))
    throw new MeshError('invalid', 'the address has a NUL');
  return path === undefined ? params : { ...params, path };
}

const templates = new Map<string, string>();

/** The inverse of `routerPath`, cached by route since every request asks for it. */
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
