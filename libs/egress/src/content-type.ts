/** As the MIME Sniffing standard says: `application/json`, `text/json`, and any `+json`. */
const json = /^\s*(?:(?:application|text)\/json|[\w!#$&^.+-]+\/[\w!#$&^.+-]+\+json)\s*(?:;|$)/i;

/** Whether a body of this `Content-Type` is JSON. */
export function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && json.test(contentType);
}

/** The `Content-Type` among headers with names in any case; empty if there is none. */
export function contentTypeIn(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}
