import { cataloguedIn } from '../catalogued.ts';
import type { Use } from '../document.ts';
import { type FullEndpoint, fullEndpoint } from './full-endpoint.ts';

const isAddress = /^https?:\/\//i;

/** Where a function that `call` names is defined: at its URL, or in a catalog of the document. Undefined for all others. */
export function functionAddress(call: string, { catalogs = {} }: Use): FullEndpoint | undefined {
  if (isAddress.test(call)) return { uri: fileAt(call) };
  const found = cataloguedIn(call);
  if (!found || !Object.hasOwn(catalogs, found.catalog)) return undefined;
  const { name, version, catalog } = found;
  const root = fullEndpoint(catalogs[catalog]?.endpoint ?? '');
  return { ...root, uri: rawAddress(`${root.uri.replace(/\/$/, '')}/functions/${name}/${version}/function.yaml`) };
}

/** A function is a file or a folder with one. In a repository, `@` at the end gives the tag or branch. */
function fileAt(url: string): string {
  const [, repository = '', path = '', reference = ''] =
    /^(https:\/\/github\.com\/[^/]+\/[^/]+)\/(?!tree\/|blob\/)([^@]+)@([^@]+)$/i.exec(url) ?? [];
  const spelled = repository === '' ? url : `${repository}/tree/${reference}/${path}`;
  const isFile = /\.(?:ya?ml|json)(?:[?#].*)?$/i.test(spelled);
  return rawAddress(isFile ? spelled : `${spelled.replace(/\/$/, '')}/function.yaml`);
}

/** Maps the addresses of pages on GitHub and GitLab to those of the raw files. */
function rawAddress(url: string): string {
  return url
    .replace(/^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:tree|blob)\//i, 'https://raw.githubusercontent.com/$1/')
    .replace(/^https:\/\/github\.com\/([^/]+\/[^/]+)\//i, 'https://raw.githubusercontent.com/$1/HEAD/')
    .replace(/^(https:\/\/gitlab\.com\/.+?)\/-\/(?:tree|blob)\//i, '$1/-/raw/');
}
