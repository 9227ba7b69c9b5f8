/** Where in a document, by the last step; its steps are listed only where it is told. */
export type Path = { readonly parent: Path; readonly step: string | number } | undefined;

export function stepsOf(path: Path): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at = path; at; at = at.parent) steps.push(at.step);
  return steps.reverse();
}
