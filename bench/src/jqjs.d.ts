declare module '@michaelhomer/jqjs' {
  export function compile(source: string): (input: unknown) => Iterable<unknown>;
}
