// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
// biome-ignore-all lint/suspicious/noThenProperty: the DSL names it so
/** A document that is wrong, and where: `[what, document, pointers]`. */
export type Invalid = readonly [string, unknown, readonly string[]];

export const about = { dsl: '1.0.3', namespace: 'test', name: 'one', version: '1.0.0' };
const head = { document: about };
const set = { set: { a: 1 } };
const T = '/do/0/t';

/** A document of one task called `t`. */
const of = (task: unknown, more: object = {}) => ({ ...head, do: [{ t: task }], ...more });
const named = (change: object) => ({ document: { ...about, ...change }, do: [{ t: set }] });
const http = (change: object) => of({ call: 'http', with: { method: 'get', endpoint: 'https://a.b', ...change } });
const schema = (document: unknown) => of({ ...set, input: { schema: { format: 'json', document } } });
const subscription = (foreach: object) => {
  const document = { endpoint: 'https://a.b' };
  return of({
    call: 'asyncapi',
    with: { document, operation: 'o', subscription: { consume: { amount: 1 }, foreach } },
  });
};
const nested = (depth: number): unknown => (depth === 0 ? set : { do: [{ t: nested(depth - 1) }] });

const root: Invalid[] = [
  ['a list for a document', [], ['']],
  ['a text for a document', 'hello', ['']],
  ['nothing', null, ['']],
  ['an empty object', {}, ['/document', '/do']],
  ['no tasks', head, ['/do']],
  ['tasks that are no list', { ...head, do: { t: set } }, ['/do']],
  ['an unknown field', of(set, { tiemout: 1 }), ['/tiemout']],
  ['two unknown fields', of(set, { a: 1, b: 2 }), ['/a', '/b']],
  ['an older DSL', named({ dsl: '0.8' }), ['/document/dsl']],
  ['a newer DSL', named({ dsl: '1.1.0' }), ['/document/dsl']],
  ['a draft of a newer DSL', named({ dsl: '1.1.0-alpha1' }), ['/document/dsl']],
  ['a draft of the DSL that has no version', named({ dsl: '1.0.0-' }), ['/document/dsl']],
  ['a DSL that is a number', named({ dsl: 1 }), ['/document/dsl']],
  ['a version that is none', named({ version: '1.0' }), ['/document/version']],
  ['a version with a leading zero', named({ version: '01.0.0' }), ['/document/version']],
  ['a namespace with a slash', named({ namespace: 'a/b' }), ['/document/namespace']],
  ...[0, -1, 2.5, '3', [3], 10_001, 1e300, null, true].map(
    (concurrency): Invalid => [
      `a concurrency of ${JSON.stringify(concurrency)}`,
      named({ metadata: { concurrency } }),
      ['/document/metadata/concurrency'],
    ],
  ),
  [
    'unknown lifecycle events',
    named({ metadata: { lifecycleEvents: 'task' } }),
    ['/document/metadata/lifecycleEvents'],
  ],
  [
    'a bound that no budget has',
    named({ metadata: { budget: { token: 5, turns: -1 } } }),
    ['/document/metadata/budget/turns', '/document/metadata/budget/token'],
  ],
  [
    'a concurrency key that is no text',
    named({ metadata: { concurrencyKey: 7 } }),
    ['/document/metadata/concurrencyKey'],
  ],
  [
    'a concurrency key that is no jq',
    named({ metadata: { concurrencyKey: 'of ${ (.a }' } }),
    ['/document/metadata/concurrencyKey'],
  ],
  [
    'an option that no schedule has',
    { ...named({ metadata: { schedule: { overlaps: 'skip' } } }), schedule: { every: { hours: 1 } } },
    ['/document/metadata/schedule/overlaps'],
  ],
  ['a promise in other words', of({ ...set, metadata: { retry: 'Never' } }), [`${T}/metadata/retry`]],
  [
    'words of the mesh that say nothing',
    of({ ...set, metadata: { checkpoint: 'yes', keyOnRetry: null, own: { retry: 3 } } }),
    [`${T}/metadata/checkpoint`, `${T}/metadata/keyOnRetry`],
  ],
  ['a name that ends in a hyphen', named({ name: 'a-' }), ['/document/name']],
  ['a name that is too long', named({ name: 'a'.repeat(64) }), ['/document/name']],
  ['an empty name', named({ name: '' }), ['/document/name']],
  [
    'no name and no version',
    { document: { dsl: '1.0.0', namespace: 'a' }, do: [] },
    ['/document/name', '/document/version'],
  ],
  ['an unknown field about it', named({ author: 'me' }), ['/document/author']],
  ['another language of expressions', of(set, { evaluate: { language: 'js' } }), ['/evaluate/language']],
  ['another mode of evaluation', of(set, { evaluate: { mode: 'lax' } }), ['/evaluate/mode']],
  ['a name like the prototype', JSON.parse('{"__proto__": {}}'), ['/__proto__']],
  ['a text with NUL', of({ set: { a: 'x\0' } }), [`${T}/set/a`]],
  ['half a surrogate pair', of({ set: { a: '\ud800' } }), [`${T}/set/a`]],
  ['a name with NUL', of({ set: { 'a\0': 1 } }), [`${T}/set/a\0`]],
];

const tasks: Invalid[] = [
  ['a task under no name', { ...head, do: [{}, 'set'] }, ['/do/0', '/do/1']],
  ['two tasks in one item', { ...head, do: [{ a: set, b: set }] }, ['/do/0']],
  ['a task that is a text', of('set'), [T]],
  ['a task that is nothing', of(null), [T]],
  ['a task of no kind', of({ sett: {} }), [T]],
  ['a task of two kinds', of({ ...set, wait: 'PT1S' }), [T]],
  ['an unknown field of a task', of({ ...set, iff: '.a' }), [`${T}/iff`]],
  ['a condition that is no text', of({ ...set, if: true }), [`${T}/if`]],
  ['a directive that is no text', of({ ...set, then: 1 }), [`${T}/then`]],
  ['a directive to nowhere', of({ ...set, then: 'elsewhere' }), [`${T}/then`]],
  ['a directive out of its list', of({ do: [{ u: { ...set, then: 't' } }] }), [`${T}/do/0/u/then`]],
  [
    'a directive to a branch',
    of({ fork: { branches: [{ a: { ...set, then: 'b' } }, { b: set }] } }),
    [`${T}/fork/branches/0/a/then`],
  ],
  ['the same name twice', { ...head, do: [{ a: set }, { a: set }] }, ['/do/1/a']],
  ['a handler that leads nowhere', of({ try: [], catch: { then: 'nowhere' } }), [`${T}/catch/then`]],
  ['the same name twice inside', of({ try: [{ a: set }, { a: set }], catch: {} }), [`${T}/try/1/a`]],
  ['a task without a name', { ...head, do: [{ '': set }] }, ['/do/0/']],
  ['a task with a name that is too long', { ...head, do: [{ ['a'.repeat(257)]: set }] }, [`/do/0/${'a'.repeat(257)}`]],
  ['a task called constructor', { ...head, do: [{ constructor: set }] }, ['/do/0/constructor']],
  ['tasks that are too deep', of(nested(64)), [`${T}${'/do/0/t'.repeat(64)}`]],
  [
    'values that are too deep',
    of({ set: { a: JSON.parse('['.repeat(600) + ']'.repeat(600)) } }),
    [`${T}/set/a${'/0'.repeat(508 - 1)}`],
  ],
  ['too many tasks', { ...head, do: Array.from({ length: 10_001 }, (_, at) => ({ [`t${at}`]: set })) }, ['/do']],
  ['a set of nothing', of({ set: {} }), [`${T}/set`]],
  ['a set of a number', of({ set: 5 }), [`${T}/set`]],
  ['a loop over nothing', of({ for: { each: 'x' }, do: [] }), [`${T}/for/in`]],
  ['a loop over texts', of({ for: { in: ['a'] }, do: [] }), [`${T}/for/in/0`]],
  ['a loop without tasks', of({ for: { in: '.a' } }), [`${T}/do`]],
  [
    'variables of a loop that no expression can say',
    of({ for: { each: 'my-item', in: '.a', at: '$at' }, do: [] }),
    [`${T}/for/each`, `${T}/for/at`],
  ],
  ['a variable of an error that is empty', of({ try: [], catch: { as: '' } }), [`${T}/catch/as`]],
  ['a variable that tells a place', of({ try: [], catch: { as: '__loc__' } }), [`${T}/catch/as`]],
  [
    'variables of events that no expression can say',
    of({ listen: { to: { any: [] } }, foreach: { item: 'an event', at: '1st', do: [] } }),
    [`${T}/foreach/item`, `${T}/foreach/at`],
  ],
  ['a fork without branches', of({ fork: {} }), [`${T}/fork/branches`]],
  ['a race that is a text', of({ fork: { branches: [], compete: 'yes' } }), [`${T}/fork/compete`]],
  ['a switch without cases', of({ switch: [] }), [`${T}/switch`]],
  ['a case without outcome', of({ switch: [{ a: { when: '.x' } }] }), [`${T}/switch/0/a/then`]],
  ['a case that leads nowhere', of({ switch: [{ a: { then: 'nowhere' } }] }), [`${T}/switch/0/a/then`]],
  ['a case with a slash', of({ switch: [{ 'a/b': { then: 'nowhere' } }] }), [`${T}/switch/0/a~1b/then`]],
  ['two default cases', of({ switch: [{ a: { then: 'end' } }, { b: { then: 'exit' } }] }), [`${T}/switch`]],
  ['two cases in one item', of({ switch: [{ a: { then: 'end' }, b: { then: 'end' } }] }), [`${T}/switch/0`]],
  ['a try without catch', of({ try: [] }), [`${T}/catch`]],
  ['a catch of nothing in particular', of({ try: [], catch: { errors: { with: {} } } }), [`${T}/catch/errors/with`]],
  [
    'a status that is a text',
    of({ try: [], catch: { errors: { with: { status: '404' } } } }),
    [`${T}/catch/errors/with/status`],
  ],
  [
    'a backoff of two kinds',
    of({ try: [], catch: { retry: { backoff: { linear: {}, constant: {} } } } }),
    [`${T}/catch/retry/backoff`],
  ],
  ['half a jitter', of({ try: [], catch: { retry: { jitter: { from: 'PT1S' } } } }), [`${T}/catch/retry/jitter/to`]],
  [
    'attempts that are negative',
    of({ try: [], catch: { retry: { limit: { attempt: { count: -1 } } } } }),
    [`${T}/catch/retry/limit/attempt/count`],
  ],
  ['an error without status', of({ raise: { error: { type: 'https://a.b/c' } } }), [`${T}/raise/error/status`]],
  ['an error whose type is no URI', of({ raise: { error: { type: 'oops', status: 500 } } }), [`${T}/raise/error/type`]],
  [
    'an error from no pointer',
    of({ raise: { error: { type: 'https://a.b', status: 500, instance: 'a' } } }),
    [`${T}/raise/error/instance`],
  ],
  [
    'an event without type',
    of({ emit: { event: { with: { source: 'https://a.b' } } } }),
    [`${T}/emit/event/with/type`],
  ],
  [
    'an event of a source that is no URI',
    of({ emit: { event: { with: { type: 'a', source: 'the shop' } } } }),
    [`${T}/emit/event/with/source`],
  ],
  [
    'an event at no time',
    of({ emit: { event: { with: { source: 'https://a.b', type: 'a', time: 'noon' } } } }),
    [`${T}/emit/event/with/time`],
  ],
  ['listening to nothing', of({ listen: {} }), [`${T}/listen/to`]],
  ['listening to all and any', of({ listen: { to: { all: [], any: [] } } }), [`${T}/listen/to`]],
  ['a filter without properties', of({ listen: { to: { one: { with: {} } } } }), [`${T}/listen/to/one/with`]],
  [
    'an end of listening that has an end',
    of({ listen: { to: { any: [], until: { any: [], until: '.a' } } } }),
    [`${T}/listen/to/until/until`],
  ],
  [
    'a correlation from nowhere',
    of({ listen: { to: { one: { with: { type: 'a' }, correlate: { c: {} } } } } }),
    [`${T}/listen/to/one/correlate/c/from`],
  ],
];

const times: Invalid[] = [
  ['a wait that is a number', of({ wait: 5 }), [`${T}/wait`]],
  ['a wait of no parts', of({ wait: {} }), [`${T}/wait`]],
  ['a negative wait', of({ wait: { seconds: -1 } }), [`${T}/wait/seconds`]],
  ['half a second in parts', of({ wait: { seconds: 0.5 } }), [`${T}/wait/seconds`]],
  ['a wait in fortnights', of({ wait: { fortnights: 1 } }), [`${T}/wait/fortnights`, `${T}/wait`]],
  ['a wait that is no ISO 8601', of({ wait: '5 minutes' }), [`${T}/wait`]],
  ['a negative ISO 8601', of({ wait: '-PT5S' }), [`${T}/wait`]],
  ['an empty ISO 8601', of({ wait: 'P' }), [`${T}/wait`]],
  ['more than ten years', of({ wait: 'P11Y' }), [`${T}/wait`]],
  ['more than ten years in parts', of({ wait: { days: 3_651 } }), [`${T}/wait`]],
  ['a timeout after nothing', of(set, { timeout: {} }), ['/timeout/after']],
  ['a schedule of nothing', of(set, { schedule: {} }), ['/schedule']],
  ['a schedule that reads no events', of(set, { schedule: { cron: '0 0 * * *', read: 'data' } }), ['/schedule/read']],
  ['a schedule of reading alone', of(set, { schedule: { read: 'data' } }), ['/schedule', '/schedule/read']],
  ['a schedule that never rests', of(set, { schedule: { every: 'PT0S' } }), ['/schedule/every']],
  ['a cron of four fields', of(set, { schedule: { cron: '* * * *' } }), ['/schedule/cron']],
  ['a cron of seconds', of(set, { schedule: { cron: '* * * * * *' } }), ['/schedule/cron']],
  ['a cron of a day that never comes', of(set, { schedule: { cron: '0 0 30 2 *' } }), ['/schedule/cron']],
  ['a cron at minute 61', of(set, { schedule: { cron: '61 * * * *' } }), ['/schedule/cron']],
];

const calls: Invalid[] = [
  ['a call of a number', of({ call: 5 }), [`${T}/call`]],
  ['a call without arguments', of({ call: 'http' }), [`${T}/with`]],
  ['a call without method and endpoint', of({ call: 'http', with: {} }), [`${T}/with/method`, `${T}/with/endpoint`]],
  ['an endpoint that is relative', http({ endpoint: '/a' }), [`${T}/with/endpoint`]],
  ['an endpoint whose braces do not match', http({ endpoint: 'https://a.b/{c' }), [`${T}/with/endpoint`]],
  ...['{?q}', '/{+path}', '/{.id}', '/{a,b}', '/{id*}', '/{id:3}'].map(
    (part): Invalid => [
      `an endpoint with ${part}, which simple expansion leaves empty`,
      http({ endpoint: `https://a.b${part}` }),
      [`${T}/with/endpoint`],
    ],
  ),
  [
    'an endpoint with a field beside an expression, which would stay as it is',
    http({ endpoint: 'https://a.b/{id}?q=${ .q }' }),
    [`${T}/with/endpoint`],
  ],
  ['an endpoint without its URI', http({ endpoint: {} }), [`${T}/with/endpoint/uri`]],
  ['an unknown argument', http({ boddy: 1 }), [`${T}/with/boddy`]],
  ['a header that is an object', http({ headers: { a: {} } }), [`${T}/with/headers/a`]],
  ['a query of objects', http({ query: { a: [1, {}] } }), [`${T}/with/query/a/1`]],
  ['headers that are text', http({ headers: 'a: b' }), [`${T}/with/headers`]],
  ['an unknown kind of output', http({ output: 'text' }), [`${T}/with/output`]],
  [
    'authentication of two kinds',
    http({ endpoint: { uri: 'https://a.b', authentication: { use: 'a', basic: {} } } }),
    [`${T}/with/endpoint/authentication`],
  ],
  [
    'a password of nobody',
    http({ endpoint: { uri: 'https://a.b', authentication: { basic: { password: 'x' } } } }),
    [`${T}/with/endpoint/authentication/basic/username`],
  ],
  [
    'a port that is too large',
    of({
      call: 'grpc',
      with: { proto: { endpoint: 'https://a.b' }, service: { name: 'a', host: 'b', port: 70_000 }, method: 'm' },
    }),
    [`${T}/with/service/port`],
  ],
  [
    'a message and a subscription',
    of({
      call: 'asyncapi',
      with: { document: { endpoint: 'https://a.b' }, operation: 'o', message: {}, subscription: {} },
    }),
    [`${T}/with`],
  ],
  [
    'an unknown method of MCP',
    of({ call: 'mcp', with: { method: 'x', transport: { http: { endpoint: 'https://a.b' } } } }),
    [`${T}/with/method`],
  ],
  ['an agent of nowhere', of({ call: 'a2a', with: { method: 'message/send' } }), [`${T}/with`]],
  ['running nothing', of({ run: {} }), [`${T}/run`]],
  ['running two things', of({ run: { shell: { command: 'ls' }, script: {} } }), [`${T}/run`]],
  ['a container without image', of({ run: { container: {} } }), [`${T}/run/container/image`]],
  [
    'a cleanup that has no time',
    of({ run: { container: { image: 'a', lifetime: { cleanup: 'eventually' } } } }),
    [`${T}/run/container/lifetime`],
  ],
  ['a script without code', of({ run: { script: { language: 'js' } } }), [`${T}/run/script`]],
  [
    'a workflow of no version',
    of({ run: { workflow: { namespace: 'a', name: 'b', version: 'new' } } }),
    [`${T}/run/workflow/version`],
  ],
  ['a schema of nothing', of({ ...set, input: { schema: { format: 'json' } } }), [`${T}/input/schema`]],
  ['a schema of an unknown type', schema({ type: 'txt' }), [`${T}/input/schema/document`]],
  ['a schema that is a text', schema('string'), [`${T}/input/schema/document`]],
  ['a schema with a pattern that never ends', schema({ pattern: '(' }), [`${T}/input/schema/document`]],
  ['a schema that refers to nothing', schema({ $ref: '#/$defs/none' }), [`${T}/input/schema/document`]],
  [
    'a schema of what the workflow gives',
    of(set, { output: { schema: { document: { type: 1 } } } }),
    ['/output/schema/document'],
  ],
  [
    'a schema of what an iteration exports',
    of({ listen: { to: { any: [] } }, foreach: { export: { schema: { document: { required: 'a' } } } } }),
    [`${T}/foreach/export/schema/document`],
  ],
  [
    'a schema of an unknown type that a model is to answer by',
    of({ call: 'llm', with: { messages: [{ role: 'user', content: 'Hi' }], format: { schema: { type: 'txt' } } } }),
    [`${T}/with/format/schema`],
  ],
  ['an input from a number', of({ ...set, input: { from: 1 } }), [`${T}/input/from`]],
];

const references: Invalid[] = [
  ['a task for nobody', of({ call: 'worker' }), [`${T}/with/queue`]],
  [
    'a task for a worker with arguments that it does not take',
    of({ call: 'worker', with: { queue: 'q', que: 1, heartbeat: '5s', attempts: 0 } }),
    [`${T}/with/heartbeat`, `${T}/with/attempts`, `${T}/with/que`],
  ],
  ['an unknown function', of({ call: 'greet' }), [`${T}/call`]],
  ['a function called like a method of objects', of({ call: 'toString' }, { use: { functions: {} } }), [`${T}/call`]],
  ['an unknown catalog', of({ call: 'greet:1.0.0@mine' }), [`${T}/call`]],
  ['an unknown timeout', of({ ...set, timeout: 'short' }), [`${T}/timeout`]],
  ['an unknown timeout of the whole', of(set, { timeout: 'short' }), ['/timeout']],
  ['an unknown error', of({ raise: { error: 'oops' } }), [`${T}/raise/error`]],
  ['an unknown retry policy', of({ try: [], catch: { retry: 'often' } }), [`${T}/catch/retry`]],
  [
    'an unknown authentication',
    http({ endpoint: { uri: 'https://a.b', authentication: { use: 'mine' } } }),
    [`${T}/with/endpoint/authentication/use`],
  ],
  [
    'an unknown authentication by its name alone',
    of({
      call: 'openapi',
      with: { document: { endpoint: 'https://a.b' }, operationId: 'a', authentication: 'mine' },
    }),
    [`${T}/with/authentication`],
  ],
  [
    'an unknown secret',
    http({ endpoint: { uri: 'https://a.b', authentication: { bearer: { use: 'mine' } } } }),
    [`${T}/with/endpoint/authentication/bearer/use`],
  ],
  [
    'an unknown secret in `use`',
    of(set, { use: { authentications: { a: { basic: { use: 'mine' } } } } }),
    ['/use/authentications/a/basic/use'],
  ],
  [
    'an unknown authentication of a catalog',
    of(set, { use: { catalogs: { a: { endpoint: { uri: 'https://a.b', authentication: { use: 'x' } } } } } }),
    ['/use/catalogs/a/endpoint/authentication/use'],
  ],
  [
    'functions that are called as calls of the DSL and of our own',
    of(set, { use: { functions: { http: set, mine: set, llm: set } } }),
    ['/use/functions/http', '/use/functions/llm'],
  ],
  [
    'two extensions of one name, whose calls would have one key',
    of(set, { use: { extensions: [{ x: { extend: 'set' } }, { y: { extend: 'set' } }, { x: { extend: 'all' } }] } }),
    ['/use/extensions/2/x'],
  ],
  [
    'a directive inside a function',
    of(set, { use: { functions: { f: { ...set, then: 't' } } } }),
    ['/use/functions/f/then'],
  ],
  ['an extension of nothing', of(set, { use: { extensions: [{ log: {} }] } }), ['/use/extensions/0/log/extend']],
  [
    'a wrong task in an extension',
    of(set, { use: { extensions: [{ log: { extend: 'all', before: [{ a: {} }] } }] } }),
    ['/use/extensions/0/log/before/0/a'],
  ],
  [
    'a function that calls itself',
    of(set, { use: { functions: { 'a/b': { do: [{ again: { call: 'a/b' } }] } } } }),
    ['/use/functions/a~1b/do/0/again/call'],
  ],
  [
    'functions that call each other',
    of(set, {
      use: {
        functions: { a: { call: 'b' }, b: { do: [{ back: { call: 'c' } }] }, c: { call: 'a' }, d: { call: 'a' } },
      },
    }),
    ['/use/functions/a/call', '/use/functions/b/do/0/back/call', '/use/functions/c/call'],
  ],
  ['secrets that are objects', of(set, { use: { secrets: [{}] } }), ['/use/secrets/0']],
  [
    'faults in three places',
    { ...head, do: [{ a: { wait: -1 } }, { b: {} }, { c: { set: {} } }] },
    ['/do/0/a/wait', '/do/1/b', '/do/2/c/set'],
  ],
];

/** Expressions that `faulty` finds faulty: those with a bracket that is not closed. */
const expressions: Invalid[] = [
  ['a condition', of({ ...set, if: '(.a' }), [`${T}/if`]],
  ['a condition in dollar and braces', of({ ...set, if: '${ (.a }' }), [`${T}/if`]],
  ['an expression within text', of({ set: { a: { b: ['hello ${ (.a } and ${ .b }'] } } }), [`${T}/set/a/b/0`]],
  ['an expression in arguments', http({ body: { a: '${ (.a }' } }), [`${T}/with/body/a`]],
  [
    'a transformation of a task',
    of({ ...set, output: { as: '(.a' }, export: { as: '(.b' } }),
    [`${T}/output/as`, `${T}/export/as`],
  ],
  ['a transformation of the whole', of(set, { input: { from: '(.a' } }), ['/input/from']],
  ['an item of a loop', of({ for: { in: [{ a: '${ (.a }' }] }, do: [] }), [`${T}/for/in/0/a`]],
  ['the items of a loop', of({ for: { in: '(.a' }, while: '(.b', do: [] }), [`${T}/for/in`, `${T}/while`]],
  ['a case', of({ switch: [{ 'a/b': { when: '(.a', then: 'end' } }] }), [`${T}/switch/0/a~1b/when`]],
  [
    'a catch',
    of({ try: [], catch: { when: '(.a', retry: { exceptWhen: '(.b' } } }),
    [`${T}/catch/when`, `${T}/catch/retry/exceptWhen`],
  ],
  [
    'what is expected of a correlation as a path that is no expression',
    of({
      listen: {
        to: {
          any: [{ with: { type: 'a' }, correlate: { c: { from: '.a', expect: '.id' } } }],
          until: { one: { with: { type: 'b' }, correlate: { c: { from: '.a', expect: '$input.id' } } } },
        },
      },
    }),
    [`${T}/listen/to/until/one/correlate/c/expect`, `${T}/listen/to/any/0/correlate/c/expect`],
  ],
  [
    'the same of what starts a workflow',
    of(set, { schedule: { on: { one: { with: { type: 'a' }, correlate: { c: { from: '.a', expect: '.id' } } } } } }),
    ['/schedule/on/one/correlate/c/expect'],
  ],
  [
    'a correlation',
    of({ listen: { to: { any: [{ with: { type: 'a' }, correlate: { c: { from: '(.a' } } }], until: '(.b' } } }),
    [`${T}/listen/to/any/0/correlate/c/from`, `${T}/listen/to/until`],
  ],
  [
    'what is done with each message',
    subscription({ output: { as: '(.a' }, export: { as: '${ (.b }', schema: { document: { const: '${ (.c }' } } } }),
    [`${T}/with/subscription/foreach/output/as`, `${T}/with/subscription/foreach/export/as`],
  ],
  [
    'a trigger',
    of(set, { schedule: { on: { one: { with: { type: 'a', data: '${ (.a }' } } } } }),
    ['/schedule/on/one/with/data'],
  ],
  [
    'an extension',
    of(set, { use: { extensions: [{ x: { extend: 'all', when: '(.a' } }] } }),
    ['/use/extensions/0/x/when'],
  ],
  ['a reusable retry policy', of(set, { use: { retries: { r: { when: '(.a' } } } }), ['/use/retries/r/when']],
  [
    'a reusable error',
    of(set, { use: { errors: { e: { type: 'https://a.b', status: 500, title: '${ (.a }' } } } }),
    ['/use/errors/e/title'],
  ],
  ['a task inside another', of({ do: [{ u: { ...set, if: '(.a' } }] }), [`${T}/do/0/u/if`]],
];

export const shapes: readonly Invalid[] = [...root, ...tasks, ...times, ...calls, ...references];
export const wrongExpressions: readonly Invalid[] = expressions;
