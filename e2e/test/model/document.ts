/** The pointers of its tasks in the document. */
export const pointers = { hear: '/do/0/rounds/do/0/hear', ask: '/do/0/rounds/do/1/ask', told: '/do/1/told' } as const;

export type Wish = { name: string; version: string; rounds: number | undefined; type: string; url: string };

/** Each round waits for the event with its number and calls the ledger at `url`; without rounds the document is invalid. */
export function documentOf({ name, version, rounds, type, url }: Wish): string {
  const head = `document: {dsl: 1.0.0, namespace: e2e, name: ${name}, version: ${version}}`;
  if (rounds === undefined) return `${head}\ndo: [{nothing: {}}]\n`;
  return `${head}
do:
  - rounds:
      for: {each: round, in: '\${ [range(${rounds})] }'}
      do:
        - hear: {listen: {to: {one: {with: {type: ${type}, data: {to: '\${ $workflow.input.name }', nth: '\${ $round }'}}}}}}
        - ask:
            call: http
            with:
              method: post
              endpoint: {uri: ${url}/effects}
              body: {execution: '\${ $workflow.id }', step: '\${ $round }', name: '\${ $workflow.input.name }'}
            output: {as: '\${ $input[0].said }'}
            export: {as: '\${ {said: (($context.said // []) + [.])} }'}
  - told: {set: {said: '\${ $context.said // [] }'}}
`;
}
