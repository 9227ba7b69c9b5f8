const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = (text: string) => paint(1, text);
export const dim = (text: string) => paint(2, text);

/** One line for each thing that was started, with what it is and how long it took. */
export async function step<T>(name: string, work: () => Promise<T>, tell: (result: T) => string): Promise<T> {
  const begun = performance.now();
  if (process.stdout.isTTY) process.stdout.write(dim(`  … ${name}`));
  const wipe = process.stdout.isTTY ? '\r\u001b[2K' : '';
  try {
    const result = await work();
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`${wipe}  ${paint(32, '✓')} ${name.padEnd(12)} ${tell(result)} ${dim(`${seconds} s`)}`);
    return result;
  } catch (error) {
    console.log(`${wipe}  ${paint(31, '✗')} ${name}`);
    throw error;
  }
}

/** A line about something optional that is missing. */
export function note(name: string, text: string): void {
  console.log(`  ${paint(33, '–')} ${name.padEnd(12)} ${text}`);
}
