import { type Sent, type Wire, withoutIds } from './wire.ts';

const MOST_HEAD = 16_384;
const request = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/;
/** Monitoring traffic, which is not part of a program's work. */
const aside = /^\/(?:health|metrics|v1\/traces)/;

/** The client side of HTTP/1.1, one request at a time; requests signed for S3 are named apart. */
export class HttpClientWire implements Wire {
  #asked: string | undefined;

  sent(bytes: Buffer): Sent[] {
    const head = bytes.toString('latin1', 0, MOST_HEAD);
    const [, method, target = ''] = request.exec(head) ?? [];
    const name = method && nameOf(method, target, /\r\nx-amz-date:/i.test(head) ? 's3' : 'http');
    if (!name) return [];
    this.#asked = name;
    return [{ name, isAnswered: true }];
  }

  got(bytes: Buffer): string[] {
    const isOnlyEncouraged = bytes.toString('latin1', 0, 12) === 'HTTP/1.1 100';
    if (this.#asked === undefined || isOnlyEncouraged) return [];
    const answered = this.#asked;
    this.#asked = undefined;
    return [answered];
  }
}

/** The server side: heads of responses. `asked` names the connection's current request: `POST /v1/events`. */
export class HttpServerWire implements Wire {
  readonly #asked: () => string | undefined;

  constructor(asked: () => string | undefined) {
    this.#asked = asked;
  }

  sent(bytes: Buffer): Sent[] {
    const [method, target = ''] = this.#asked()?.split(' ') ?? [];
    const isHead = bytes.toString('latin1', 0, 9) === 'HTTP/1.1 ';
    const name = isHead && method && nameOf(method, target, 'http answers');
    return name ? [{ name, isAnswered: false }] : [];
  }

  got(): string[] {
    return [];
  }
}

/** Names a request without ids and values: `s3 PUT /objects/*?uploadId`. */
function nameOf(method: string, target: string, port: string): string | undefined {
  const { pathname, searchParams } = new URL(target, 'http://here');
  if (aside.test(pathname)) return undefined;
  const keys = [...searchParams.keys()].filter((key) => key !== 'x-id');
  const query = port === 's3' && keys.length > 0 ? `?${keys.join('&')}` : '';
  return `${port} ${method} ${withoutIds(decodeURIComponent(pathname))}${query}`;
}
