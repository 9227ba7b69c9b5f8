/** `/v1/x/{id}` as the router spells it: `/v1/x/:id`. What ends in `{path}` takes slashes as well; a colon is a colon. */
export function routerPath(path: string): string {
  return path
    .replaceAll(':', '::')
    .replace(/\{path\}$/, '*')
    .replace(/\{(\w+)\}/g, ':$1');
}

/** The parameters of an address as the operation names them. */
export function namedParams(given: unknown): Record<string, unknown> {
  const { '*': path, ...params } = given as Record<string, unknown>;
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
