const DEEPEST = 128;
/** NUL and unpaired surrogates: JSON allows them escaped, databases refuse them. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/** Why this JSON text cannot be stored and passed on; undefined if it can. */
export function textFault(text: string): string | undefined {
  if (unstorable.test(text)) return 'its answer holds NUL or half a surrogate pair';
  if (depthOf(text) > DEEPEST) return `its answer is nested deeper than ${DEEPEST} levels`;
  return undefined;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter === '\\') at += 1;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ']' || letter === '}') depth -= 1;
    else if (letter === '[' || letter === '{') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    }
  }
  return deepest;
}
