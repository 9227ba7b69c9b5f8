import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { services } from '@mesh/contracts/operation';

const root = new URL('../..', import.meta.url).pathname;
const targets = [...services, 'objects'];
/** Much of a build waits for the registry and the disk. */
const AT_ONCE = 2;

/** Certificates that this machine trusts besides the public ones, since the build may use its proxy. */
const authority = process.env['NODE_EXTRA_CA_CERTS'] ?? '';
const registry = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).stdout.trim();

// Podman keeps the health check only in Docker's format; Docker needs no option.
const podman = spawnSync('podman', ['--version']).status === 0;
const [engine, format] = podman ? ['podman', ['--format', 'docker']] : ['docker', []];

/** Builds the image of every service, `localhost/automatos-mesh/<service>`: one first, whose stages the others share. */
const [first = '', ...others] = targets;
await build(first);
await Promise.all(Array.from({ length: AT_ONCE }, buildNext));

async function buildNext(): Promise<void> {
  for (let target = others.shift(); target; target = others.shift()) await build(target);
}

async function build(target: string): Promise<void> {
  const secret = existsSync(authority) ? ['--secret', `id=ca,src=${authority}`] : [];
  const network = ['--network', 'host', '--build-arg', `NPM_REGISTRY=${registry}`];
  const name = ['--target', target, '--tag', `localhost/automatos-mesh/${target}`];
  await run(engine, ['build', ...format, ...network, ...secret, ...name, root]);
  console.log(`${target} is built`);
}

function run(command: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} build ended with ${code}`))));
  });
}
