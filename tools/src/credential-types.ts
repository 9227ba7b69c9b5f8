import type { CredentialType } from '@mesh/credentials/types/credential-type';

const BEGIN = '<!-- types: `npm run docs -w @mesh/tools` writes what follows -->';
const END = '<!-- types end -->';

/** The page with the table of all types between its two marks. */
export function withTypes(page: string, types: readonly CredentialType[]): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  if (after === undefined) throw new Error('the page has no marks for the table of types');
  return `${before}${BEGIN}\n\n${table(types)}\n\n${END}${after}`;
}

function table(types: readonly CredentialType[]): string {
  const sorted = types.toSorted((one, other) => (one.category + one.name < other.category + other.name ? -1 : 1));
  const rows = sorted.map(
    (type) =>
      `| ${type.category} | \`${type.name}\` | ${type.title} | ${fieldsOf(type)} | ${wayOf(type)} | ${testOf(type)} |`,
  );
  return ['| category | type | | fields | sent as | test |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** Secrets have a lock, optional fields parentheses. */
function fieldsOf({ fields }: CredentialType): string {
  const told = fields.map(({ name, secret, required }) => {
    const spelled = `\`${name}\`${secret ? ' 🔒' : ''}`;
    return required ? spelled : `(${spelled})`;
  });
  return told.join(', ');
}

function wayOf({ inject, oauth2 }: CredentialType): string {
  if (oauth2) return `OAuth 2.0, ${oauth2.grant}`;
  const ways = {
    bearer: 'bearer',
    basic: 'basic',
    header: 'header',
    query: 'query',
    path: 'path',
    'aws-sigv4': 'AWS Signature V4',
  };
  return [...new Set(inject.map((place) => ways[place.as]))].join(', ') || 'revealed only';
}

function testOf({ test }: CredentialType): string {
  if (!test) return '';
  return test === 'token' ? 'gets a token' : `\`${test.method} ${test.url.replace(/^https:\/\//, '')}\``;
}
