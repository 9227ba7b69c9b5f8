import { tasks } from '../simulation.ts';

/** Listeners of every strategy side by side, one of them in a loop of its own. */
export const listening = tasks(`
  - both:
      fork:
        branches:
          - queue:
              listen: {to: {any: [{with: {type: item}}], until: {one: {with: {type: over}}}}}
              foreach:
                item: event
                do:
                  - post: {call: http, with: {method: post, endpoint: https://a.example, body: '\${ $event }'}}
                  - note: {set: {n: '\${ $event.n }'}}
          - pair: {listen: {to: {all: [{with: {type: item}, correlate: {n: {from: .data.n}}}, {with: {type: other}, correlate: {n: {from: .data.n}}}]}}}
          - limited:
              try:
                - late: {listen: {to: {one: {with: {type: never}}}}, timeout: {after: {seconds: 1}}}
              catch: {do: [{given: {set: {given: up}}}]}`);

const event = (type: string, n: number) => ({ id: `${type} ${n}`, source: 'https://a.example', type, data: { n } });
const items = Array.from({ length: 12 }, (_, n) => event('item', n));
export const events = [
  ...items,
  event('other', 0),
  ...items.map(({ data }) => event('other', data.n)),
  event('over', 0),
];
