/** Text that is safe to stand in HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Inserted = Html | string | number | undefined | false | readonly Html[];

/** A template of HTML: what is inserted is escaped, unless it is HTML itself. */
export function html(pieces: TemplateStringsArray, ...inserted: readonly Inserted[]): Html {
  return new Html(pieces.map((piece, index) => piece + textOf(inserted[index])).join(''));
}

function textOf(value: Inserted): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
