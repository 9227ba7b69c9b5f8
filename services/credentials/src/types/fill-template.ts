import type { Fields } from '../db/schema.ts';

/** The text with each `{field}` replaced by its value; undefined if a field has none. */
export function fillTemplate(template: string, fields: Fields): string | undefined {
  return fill(template, fields, (value) => value);
}

/** The same for a URL: a value at its beginning is a base URL, any other one is encoded. */
export function fillUrl(template: string, fields: Fields): string | undefined {
  return fill(template, fields, (value, at) => (at === 0 ? value.replace(/\/+$/, '') : encodeURIComponent(value)));
}

function fill(template: string, fields: Fields, written: (value: string, at: number) => string): string | undefined {
  let complete = true;
  const filled = template.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, name: string, at: number) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined || value === '') complete = false;
    return written(String(value), at);
  });
  return complete ? filled : undefined;
}
