import type { OnPart } from '@mesh/egress/egress';
import type { Scrubber } from './scrubber.ts';

/** Tells the parts of a good answer without the secret, which may begin in one part and end in the next: what is shorter than its longest form waits. */
export function scrubbingParts(scrubber: Scrubber, tell: (part: Buffer) => void): OnPart {
  let held = Buffer.alloc(0);
  return (part, status) => {
    if (status < 200 || status > 299) return;
    const clean = scrubber.bytes(Buffer.concat([held, part]));
    const told = Math.max(clean.length - scrubber.reach, 0);
    held = Buffer.from(clean.subarray(told));
    if (told > 0) tell(Buffer.from(clean.subarray(0, told)));
  };
}
