import { writeSync } from 'node:fs';

const STANDARD_OUTPUT = 1;

/**
 * Standard output as a destination for pino. What cannot be written, to a full disk or a reader that has gone, is dropped,
 * since work matters more than logs; how much was lost is logged once there is room.
 */
export const logOutput = {
  dropped: 0,
  write(line: string): void {
    try {
      const told =
        this.dropped > 0 ? `${JSON.stringify({ level: 'warn', dropped: this.dropped, message: DROPPED })}\n` : '';
      writeWhole(told + line);
      this.dropped = 0;
    } catch {
      this.dropped += 1;
    }
  },
};
const DROPPED = 'lines of the log could not be written';

function writeWhole(text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(STANDARD_OUTPUT, bytes, written);
}
