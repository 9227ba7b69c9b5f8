/** Appends `path` to the base URL of an API. A query of the base, such as `api-version` of Azure, stays at the end. */
export function joinPath(base: string, path: string): string {
  const [address = '', ...query] = base.split('?');
  return [`${address.replace(/\/+$/, '')}/${path}`, ...query].join('?');
}
