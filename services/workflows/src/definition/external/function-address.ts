import { cataloguedIn } from '../catalogued.ts';
import type { Use } from '../document.ts';
import { type FullEndpoint, fullEndpoint } from './full-endpoint.ts';

const isAddress = /^https?:\/\//i;

/** Where the definition is of a function that `call` names: by its URL, or in a catalog that the document declares. Undefined for all else. */
export function functionAddress(call: string, { catalogs = {} }: Use): FullEndpoint | undefined {
  if (isAddress.test(call)) return { uri: fileAt(call) };
  const found = cataloguedIn(call);
  if (!found || !Object.hasOwn(catalogs, found.catalog)) return undefined;
  const { name, version, catalog } = found;
  const root = fullEndpoint(catalogs[catalog]?.endpoint ?? '');
  return { ...root, uri: rawAddress(`${root.uri.replace(/\/$/, '')}/functions/${name}/${version}/function.yaml`) };
}

/** A function is a file, or the folder of one. At the end of an address in a repository `@` tells its tag or branch. */
function fileAt(url: string): string {
  const [, repository = '', path = '', reference = ''] =
    /^(https:\/\/github\.com\/[^/]+\/[^/]+)\/(?!tree\/|blob\/)([^@]+)@([^@]+)$/i.exec(url) ?? [];
  const spelled = repository === '' ? url : `${repository}/tree/${reference}/${path}`;
  const isFile = /\.(?:ya?ml|json)(?:[?#].*)?$/i.test(spelled);
  return rawAddress(isFile ? spelled : `${spelled.replace(/\/$/, '')}/function.yaml`);
}

/** GitHub and GitLab show pages at the addresses that people know; the files themselves are elsewhere. */
function rawAddress(url: string): string {
  return url
    .replace(/^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:tree|blob)\//i, 'https://raw.githubusercontent.com/$1/')
    .replace(/^https:\/\/github\.com\/([^/]+\/[^/]+)\//i, 'https://raw.githubusercontent.com/$1/HEAD/')
    .replace(/^(https:\/\/gitlab\.com\/.+?)\/-\/(?:tree|blob)\//i, '$1/-/raw/');
}
