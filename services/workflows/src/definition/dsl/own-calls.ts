/** What `call` names of the DSL's and of our own, whatever functions a document has. */
export const ownCalls = ['http', 'openapi', 'asyncapi', 'grpc', 'a2a', 'mcp', 'llm', 'agent'] as const;

/** Whether a call is one that asks a model. */
export function asksModel(call: string): boolean {
  return call === 'llm' || call === 'agent';
}
