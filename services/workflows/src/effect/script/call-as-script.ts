import { consoleSource } from './console-source.ts';

/** Node's ways to import what is given here without imports, and a shebang line. */
const given = [
  /^#!.*/g,
  /^[ \t]*import\s*\{\s*readFileSync\s*\}\s*from\s*['"](?:node:)?fs['"][ \t]*;?[ \t]*$/gm,
  /^[ \t]*import\s+(?:\*\s*as\s+)?(?:fs|process)\s+from\s*['"](?:node:)?(?:fs|process)['"][ \t]*;?[ \t]*$/gm,
] as const;

/** Whether a name can be a variable and hides nothing that a script uses. */
export function isVariable(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !reserved.has(name);
}

const reserved = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
);

/**
 * The module that runs a script like Node, as far as that works without a machine: `process` with arguments, environment,
 * streams, `exit` and `exitCode`, the console, and `readFileSync` of standard input. The script's return value is returned.
 */
export function callAsScript(code: string, names: readonly string[] = []): string {
  return `${consoleSource}\nexport default async ({ argv, env, stdin, named }) => {
const written = { out: '', err: '' };
const write = (to, text) => {
  written[to] += text;
  return true;
};
const stream = (to) => ({ write: (text) => write(to, String(text)) });
const exit = Symbol('exit');
const hearing = { data: [], end: [] };
const process = {
  argv, env, exitCode: undefined, stdout: stream('out'), stderr: stream('err'),
  stdin: {
    fd: 0,
    setEncoding: () => process.stdin,
    on(name, hear) {
      hearing[name]?.push(hear);
      return process.stdin;
    },
    async *[Symbol.asyncIterator]() {
      if (stdin !== '') yield stdin;
    },
  },
  exit(status = process.exitCode) {
    process.exitCode = status;
    throw exit;
  },
};
const console = consoleOf(write);
const readFileSync = (file) => {
  if (file !== 0 && file !== '/dev/stdin') throw new Error('a script reads its standard input alone');
  return stdin;
};
const fs = { readFileSync };
const modules = { fs, process };
const require = (name) => {
  const module = modules[name.replace(/^node:/, '')];
  if (module === undefined) throw new Error('there is no module ' + name + ' here');
  return module;
};
const runWith = ({ ${names.join(', ')} }) => async () => {
${given.reduce((text, form) => text.replaceAll(form, ''), code)}
};
const streamed = () => {
  if (stdin !== '') for (const hear of hearing.data) hear(stdin);
  for (const hear of hearing.end) hear();
};
let result;
try {
  result = await runWith(named ?? {})();
  streamed();
} catch (thrown) {
  if (thrown !== exit) {
    process.exitCode = 1;
    console.error(thrown);
  }
}
const [stdout, stderr] = [written.out, written.err].map((text) => text.replace(/\\n$/, ''));
return { code: process.exitCode ?? 0, stdout, stderr, result };
};
`;
}
