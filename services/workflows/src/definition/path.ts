/** A path in a document as a linked list; its steps are listed only when it is reported. */
export type Path = { readonly parent: Path; readonly step: string | number } | undefined;

export function stepsOf(path: Path): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at = path; at; at = at.parent) steps.push(at.step);
  return steps.reverse();
}
