const colour = process.stdout.isTTY && !process.env['NO_COLOR'];
const paint = (code: number) => (text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const green = paint(32);
export const cyan = paint(36);
export const yellow = paint(33);

/** Prints the headline of a step of the demo. */
export function step(title: string): void {
  console.log(`\n${bold(cyan('▍'))} ${bold(title)}`);
}

/** Prints one event. */
export function done(text: string): void {
  console.log(`  ${green('✓')} ${text}`);
}

/** Wraps text at `width` columns, and indents each line by `margin`. */
export function wrapped(text: string, margin: string, width = 100): string {
  const lines = text.split('\n').flatMap((line) => {
    const rows = [''];
    for (const word of line.split(' ')) {
      const row = rows.at(-1) ?? '';
      if (row.length + word.length + 1 > width) rows.push(word);
      else rows[rows.length - 1] = row === '' ? word : `${row} ${word}`;
    }
    return rows;
  });
  return lines.map((line) => `${margin}${line}`).join('\n');
}
