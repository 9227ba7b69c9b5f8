/** A place in a document, made into text only where it is told. */
export type Place = { readonly parent: Place; readonly step: string | number } | undefined;

export function placePath(place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = place; at; at = at.parent) path.push(at.step);
  return path.reverse();
}

/** The JSON Pointer (RFC 6901) of a path. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${escaped(String(step))}`).join('');
}

export function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

export function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
