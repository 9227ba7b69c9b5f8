import type { Fields } from '../db/schema.ts';

/** The text with each `{field}` replaced by its value; nothing when a field has none. */
export function fillTemplate(template: string, fields: Fields): string | undefined {
  let complete = true;
  const filled = template.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined || value === '') complete = false;
    return String(value);
  });
  return complete ? filled : undefined;
}
