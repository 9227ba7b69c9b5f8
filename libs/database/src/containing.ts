/** A pattern of `like` for what contains `text`, as it is spelled. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
