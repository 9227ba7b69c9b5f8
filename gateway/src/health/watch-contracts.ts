import type { Bus } from '@mesh/bus/bus';
import { contractDigest } from '@mesh/bus/contract-digest';
import { type Discovered, discover } from '@mesh/bus/discover';
import { type Service, services } from '@mesh/contracts/operation';
import { operationsOf } from '@mesh/contracts/operations';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';

const EVERY_MS = 5_000;

/** A service answers by another contract than this gateway was built with. */
class ContractsDiffer extends Error {
  override readonly name: string;

  constructor(different: readonly string[]) {
    super('another contract');
    this.name = `ContractsDiffer: ${different.join(', ')}`;
  }
}

type ContractWatch = AsyncDisposable & {
  /** Throws while a service answers by another contract. */
  check(): Promise<void>;
};

/** Asks every few seconds who answers in the mesh, and remembers which services have another contract. */
export function watchContracts(bus: Pick<Bus, 'nats'>, log: Log): ContractWatch {
  let different: string[] = [];
  const look = async () => {
    const now = differing(await discover(bus));
    const fresh = now.filter((name) => !different.includes(name));
    if (fresh.length > 0) log.warn({ services: fresh }, 'services answer by another contract; deploy them together');
    different = now;
  };
  const watching = startLoop('contracts', (signal) => every(EVERY_MS, signal, look), log);
  return {
    async check() {
      if (different.length > 0) throw new ContractsDiffer(different);
    },
    [Symbol.asyncDispose]: () => watching[Symbol.asyncDispose](),
  };
}

const known = new Map<Service, string>();

/** What this build expects of the service. */
function contractOf(service: Service): string {
  const contract = known.get(service) ?? contractDigest(operationsOf(service));
  known.set(service, contract);
  return contract;
}

function differing(found: readonly Discovered[]): string[] {
  return services.filter((service) =>
    found.some((one) => one.service === service && one.contract !== contractOf(service)),
  );
}
