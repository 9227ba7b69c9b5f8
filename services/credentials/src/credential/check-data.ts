import { type FieldValue, SECRET_BYTES } from '@mesh/contracts/credential-shapes';
import { pointerOf } from '@mesh/contracts/json-pointer';
import { type Fault, MeshError } from '@mesh/contracts/mesh-error';
import { isPlainText } from '@mesh/contracts/plain-text';
import { NO_PLAIN_TEXT } from '@mesh/contracts/text';
import type { Fields } from '../db/schema.ts';
import type { CredentialType, Field } from '../types/credential-type.ts';

/** Returns the data with the type's defaults. Throws `unprocessable` with a pointer for each error, or `payload-too-large`. */
export function checkData(type: CredentialType, data: Fields): Fields {
  const faults: Fault[] = [];
  const fault = (name: string, message: string) => faults.push({ pointer: pointerTo(name), message });
  for (const name of Object.keys(data)) {
    if (!type.fields.some((field) => field.name === name)) fault(name, `the type ${type.name} has no such field`);
  }
  const filled: Fields = {};
  for (const field of type.fields) {
    const value = data[field.name] ?? field.default;
    const wrong = value === undefined ? (field.required ? 'required' : undefined) : wrongness(field, value);
    if (wrong) fault(field.name, wrong);
    else if (value !== undefined) filled[field.name] = value;
  }
  if (faults.length > 0) throw new MeshError('unprocessable', 'the data does not fit the type', { errors: faults });
  return filled;
}

function pointerTo(name: string): string {
  return pointerOf(['body', 'data', name]);
}

function wrongness({ name, type, required, options = [], pattern }: Field, value: FieldValue): string | undefined {
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value) ? undefined : 'expected a number';
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'expected true or false';
  if (typeof value !== 'string') return 'expected a text';
  if (type === 'enum') return options.includes(value) ? undefined : `expected one of ${options.join(', ')}`;
  if (required && value === '') return 'required';
  if (!isPlainText(value)) return NO_PLAIN_TEXT;
  if (Buffer.byteLength(value) > SECRET_BYTES) {
    throw new MeshError('payload-too-large', `a field holds at most ${SECRET_BYTES} bytes`, {
      errors: [{ pointer: pointerTo(name), message: 'too long' }],
    });
  }
  if (pattern && value !== '' && !new RegExp(pattern, 'u').test(value))
    return `expected a text that matches ${pattern}`;
  return undefined;
}
