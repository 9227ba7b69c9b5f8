/** A function of a catalog, as a call names it. */
export type Catalogued = { readonly name: string; readonly version: string; readonly catalog: string };

const form = /^(?<name>[^:@]+):(?<version>[^:@]+)@(?<catalog>[^:@]+)$/;

/** What `name:version@catalog` says. Undefined for what is not written so. */
export function cataloguedIn(call: string): Catalogued | undefined {
  return form.exec(call)?.groups as Catalogued | undefined;
}
