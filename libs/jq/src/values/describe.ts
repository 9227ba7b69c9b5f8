import { isArray, type Json, kindOf } from '../json.ts';
import { raise } from '../raised.ts';
import { numberText } from './numbers.ts';

/** `number (1)`, the way jq names a value in its errors. */
export function described(value: Json): string {
  return `${kindOf(value)} (${preview(value, 14)})`;
}

export function raiseAbout(value: Json, complaint: string): never {
  raise(`${described(value)} ${complaint}`);
}

export function raiseAboutBoth(left: Json, right: Json, complaint: string): never {
  raise(`${described(left)} and ${described(right)} ${complaint}`);
}

/** The beginning of a value as JSON, in at most `size` bytes; what is cut ends in three dots. */
export function preview(value: Json, size: number): string {
  const out = { text: '' };
  write(value, size, out);
  const bytes = Buffer.from(out.text);
  return bytes.length <= size ? out.text : `${bytes.subarray(0, size - 3).toString()}...`;
}

function write(value: Json, size: number, out: { text: string }): void {
  if (out.text.length > size) return;
  if (typeof value === 'string') {
    out.text += JSON.stringify(value.slice(0, size + 2)).replaceAll('\x7f', '\\u007f');
  } else if (typeof value === 'number') {
    out.text += numberText(value);
  } else if (typeof value !== 'object' || value === null) {
    out.text += String(value);
  } else if (isArray(value)) {
    writeItems(value.slice(0, size), '[]', out, (item) => write(item, size, out));
  } else {
    writeItems(Object.keys(value).slice(0, size), '{}', out, (key) => {
      write(key, size, out);
      out.text += ':';
      write(value[key] ?? null, size, out);
    });
  }
}

function writeItems<Item>(
  items: readonly Item[],
  brackets: string,
  out: { text: string },
  writeItem: (item: Item) => void,
): void {
  out.text += brackets.charAt(0);
  items.forEach((item, index) => {
    if (index > 0) out.text += ',';
    writeItem(item);
  });
  out.text += brackets.charAt(1);
}
