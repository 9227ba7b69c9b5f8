/** Node's own way to read what comes in, which is given by name here. */
const reader = /^[ \t]*import\s*\{\s*readFileSync\s*\}\s*from\s*['"](?:node:)?fs['"][ \t]*;?[ \t]*$/gm;

/** Whether a name can be that of a variable, and hides nothing that a script finds. */
export function isVariable(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !reserved.has(name);
}

const reserved = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
);

/**
 * The module that runs a script as Node would, as far as a script without a machine goes: the arguments and the environment of its `process`,
 * `exit`, the console, and `readFileSync` of the standard input. What the script returns comes along.
 */
export function callAsScript(code: string, names: readonly string[] = []): string {
  return `export default async ({ argv, env, stdin, named }) => {
const lines = { out: [], err: [] };
const told = (value) =>
  typeof value === 'string' ? value : value instanceof Error ? String(value) : (JSON.stringify(value) ?? String(value));
const writer = (to) => (...values) => void lines[to].push(values.map(told).join(' '));
const [out, err] = [writer('out'), writer('err')];
const stream = (write) => ({ write: (text) => write(String(text).replace(/\\n$/, '')) });
const exit = Symbol('exit');
let code = 0;
const process = {
  argv, env, stdin: { fd: 0 }, stdout: stream(out), stderr: stream(err),
  exit(status = 0) { code = status; throw exit; },
};
const console = { log: out, info: out, debug: out, warn: err, error: err };
const readFileSync = (file) => {
  if (file !== 0 && file !== '/dev/stdin') throw new Error('a script reads its standard input alone');
  return stdin;
};
const run = async ({ ${names.join(', ')} }) => {
${code.replaceAll(reader, '')}
};
let result;
try {
  result = await run(named ?? {});
} catch (thrown) {
  if (thrown !== exit) {
    code = 1;
    err(thrown);
  }
}
return { code, stdout: lines.out.join('\\n'), stderr: lines.err.join('\\n'), result };
};
`;
}
