import type { Json } from '@mesh/jq/json';

type Fields = Readonly<Record<string, Json>>;
type Asked = {
  readonly protocolVersion: string;
  readonly client: { readonly name: string; readonly version: string };
  readonly method: string;
  readonly parameters: Fields | undefined;
};

/** The first protocol version without sessions. Versions are dates. */
const FIRST = '2026-07-28';
/** Parameters that are repeated in a header. */
const named: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};
const plain = /^(?!=\?base64\?.*\?=$)[!-~](?:[\t -~]*[!-~])?$/;

/** Whether requests of this version are self-contained, without a session. */
export function standsAlone(protocolVersion: string): boolean {
  return protocolVersion >= FIRST;
}

/** A request without a session. */
export function requestAlone({ protocolVersion, client, method, parameters }: Asked) {
  const name = parameters?.[named[method] ?? ''];
  const headers = {
    'mcp-protocol-version': protocolVersion,
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': plain.test(name) ? name : inBase64(name) }),
  };
  const meta = {
    'io.modelcontextprotocol/protocolVersion': protocolVersion,
    'io.modelcontextprotocol/clientInfo': client,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return { headers, params: { ...parameters, _meta: { ...(parameters?.['_meta'] as Fields | undefined), ...meta } } };
}

function inBase64(text: string): string {
  return `=?base64?${Buffer.from(text).toString('base64')}?=`;
}
