import { freshVersion, named } from '../work/save-workflow.ts';

const VERSION = freshVersion();

export const COLLECTION = 'every-port';
export const CREDENTIAL = 'every-port-api';
export const QUEUE = 'every-port.jobs';
export const SIGNAL = 'com.example.every-port.signal';
export const TOLD = 'com.example.every-port.told';

/** The body of an effect's request to the ledger. */
const noted = (url: string, step: string, more = '') =>
  `{call: http, with: {method: post, endpoint: {uri: ${url}/effects${more}}, body: {execution: '\${ $workflow.id }', step: ${step}}}}`;
const spending = `, authentication: {bearer: {use: ${CREDENTIAL}}}`;

export const child = (url: string) => `
document: ${named('every-port-child', VERSION)}
do:
  - note: ${noted(url, 'child')}
  - named: {set: {child: '\${ $workflow.id }'}}
`;

/** Passes every port that an execution can, and outputs its `input.n` and the id of its child. The ledger sees `STEPS`. */
export const parent = (url: string) => `
document: ${named('every-port', VERSION)}
use: {secrets: [${CREDENTIAL}]}
do:
  - each:
      for: {each: step, in: '\${ [1, 2] }'}
      do:
        - note: ${noted(url, "'${ $step }'")}
        - rest: {wait: {milliseconds: 50}}
  - both:
      fork:
        branches:
          - spent: ${noted(url, 'spent', spending)}
          - found: {call: 'search:1.0.0@mesh', with: {collection: ${COLLECTION}, vector: [1, 0, 0], k: 1}}
          - quoted: {call: 'answer-kit.format:1.0.0@plugins', with: {question: why, passages: []}}
          - worked: {call: worker, with: {queue: ${QUEUE}, input: '\${ $workflow.input }'}}
  - told:
      emit: {event: {with: {source: https://e2e.example, type: ${TOLD}, data: {execution: '\${ $workflow.id }', step: told}}}}
  - signal:
      listen: {to: {one: {with: {type: ${SIGNAL}, data: {n: '\${ $workflow.input.n }'}}}}}
  - child:
      run: {workflow: {namespace: e2e, name: every-port-child, version: ${VERSION}, input: {}}}
  - kept: {set: {n: '\${ $workflow.input.n }', child: '\${ .child }'}}
`;

/** The place of the tasks in a loop. */
export const LOOP = '/each/do/';
export const LOOPS = 2;
/** The effects of one execution; that of its child is recorded under the child's id. */
export const STEPS = ['1', '2', 'spent', 'told'];
