/** `/v1/x/{id}` as the router spells it: `/v1/x/:id`. */
export function routerPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
