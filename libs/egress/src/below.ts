/** The address of `path` below the base of an endpoint, whose query, as Azure's `api-version`, goes along. */
export function below(base: string, path: string): string {
  const [above = '', ...query] = base.split('?');
  return [`${above.replace(/\/+$/, '')}/${path}`, ...query].join('?');
}
