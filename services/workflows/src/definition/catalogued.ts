/** A function of a catalog as a call names it. */
export type Catalogued = { readonly name: string; readonly version: string; readonly catalog: string };

const form = /^(?<name>[^:@]+):(?<version>[^:@]+)@(?<catalog>[^:@]+)$/;

/** Parses `name:version@catalog`. Undefined for other forms. */
export function cataloguedIn(call: string): Catalogued | undefined {
  return form.exec(call)?.groups as Catalogued | undefined;
}
