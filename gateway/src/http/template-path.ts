/** `/v1/x/{id}` as the router spells it: `/v1/x/:id`. */
export function routerPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

const templates = new Map<string, string>();

/** The way back. Asked for each request, so each route is turned once. */
export function templatePath(route: string): string {
  let template = templates.get(route);
  if (template === undefined) {
    template = route.replace(/:(\w+)/g, '{$1}');
    templates.set(route, template);
  }
  return template;
}
