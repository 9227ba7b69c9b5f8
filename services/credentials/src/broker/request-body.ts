/** A body as it is sent: text as it is, anything else as JSON. */
export function requestBody(body: unknown, headers: Readonly<Record<string, string>>) {
  if (body === undefined || body === null) return { headers, body: undefined };
  if (typeof body === 'string') return { headers, body };
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return { headers: typed ? headers : { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
