/** Semantic versioning 2.0.0, with the groups major, minor, patch and pre-release. */
export const semver =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/**
 * A text that sorts bytewise by the precedence of the version. Numbers are prefixed with their number of digits; a pre-release
 * sorts before its release, its numbers before words, and fewer fields before more.
 */
export function versionOrder(version: string): string {
  const [, major = '0', minor = '0', patch = '0', preRelease] = semver.exec(version) ?? [];
  const release = [major, minor, patch].map(numberOrder).join('.');
  if (preRelease === undefined) return `${release}~`;
  const fields = preRelease.split('.').map((field) => (/^\d+$/.test(field) ? `0${numberOrder(field)}` : `1${field}`));
  return `${release}-${fields.map((field) => `${field} `).join('')}`;
}

function numberOrder(digits: string): string {
  return `${String(digits.length).padStart(3, '0')}${digits}`;
}
