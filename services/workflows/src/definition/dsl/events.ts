import { z } from 'zod';
import { choose, chooseByKey } from './choice.ts';
import { condition, hasAny, identifier, reference, text, time } from './values.ts';

const properties = {
  id: text.exactOptional(),
  source: reference.exactOptional(),
  type: text.exactOptional(),
  time: time.exactOptional(),
  subject: text.exactOptional(),
  datacontenttype: text.exactOptional(),
  dataschema: identifier.exactOptional(),
  data: z.unknown().exactOptional(),
} as const;

/** An event to emit: a CloudEvent, extension attributes included. One without a source has that of its workflow. */
export const eventToEmit = z.looseObject({ ...properties, type: text });

/** What an event must have: each attribute may be a regular expression. */
const wanted = {
  ...properties,
  source: text.exactOptional(),
  time: text.exactOptional(),
  dataschema: text.exactOptional(),
};

export const eventFilter = z.strictObject({
  with: z.looseObject(wanted).refine(hasAny, 'expected at least one property of the event'),
  correlate: z.record(z.string(), z.looseObject({ from: condition, expect: text.exactOptional() })).exactOptional(),
});

const all = z.strictObject({ all: z.array(eventFilter) });
const one = z.strictObject({ one: eventFilter });
const anyAtAll = z.strictObject({ any: z.array(eventFilter) });
const lastEvents = chooseByKey({ all, any: anyAtAll, one });
const until = choose<typeof condition | typeof lastEvents>((value) =>
  typeof value === 'string' ? condition : lastEvents,
).exactOptional();

/** What of an event is handed on. */
export const reading = z.enum(['data', 'envelope', 'raw']);

/** Which events to wait for. */
export const eventStrategy = chooseByKey({ all, any: anyAtAll.extend({ until }), one });
