/** Where in a document, by the last step; its steps are listed only where it is told. */
export type Path = { readonly parent: Path; readonly step: string | number } | undefined;

export function stepsOf(path: Path): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at = path; at; at = at.parent) steps.push(at.step);
  return steps.reverse();
}

/** The JSON Pointer (RFC 6901) of these steps. */
export function pointerOf(steps: readonly PropertyKey[]): string {
  return steps.map((step) => `/${escaped(String(step))}`).join('');
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
