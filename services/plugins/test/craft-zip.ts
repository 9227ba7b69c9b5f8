import { crc32, deflateRawSync } from 'node:zlib';

/** One entry, and what its headers say where they lie. */
export type Crafted = {
  name: string | Buffer;
  data?: string | Buffer;
  localName?: string | Buffer;
  flags?: number;
  localFlags?: number;
  method?: number;
  crc?: number;
  size?: number;
  packedSize?: number;
  mode?: number;
  extra?: Buffer;
  /** Stands where this entry of the list stands. */
  at?: number;
};
type Around = { before?: Buffer; between?: Buffer; after?: Buffer; comment?: Buffer; count?: number; zip64?: boolean };

/** An archive of any shape, sound or not. */
export function craftZip(
  entries: readonly Crafted[],
  { before, between, after, comment, count, zip64 }: Around = {},
): Buffer {
  const locals: Buffer[] = [before ?? Buffer.alloc(0)];
  const central: Buffer[] = [];
  const offsets: number[] = [];
  const length = () => locals.reduce((sum, { length }) => sum + length, 0);
  for (const entry of entries) {
    const { data = '', flags = 0x800, method = 8, mode = 0, extra = Buffer.alloc(0) } = entry;
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? entry.name);
    const raw = Buffer.from(data);
    const packed = method === 8 ? deflateRawSync(raw) : raw;
    const sums = Buffer.alloc(12);
    sums.writeUInt32LE(entry.crc ?? crc32(raw), 0);
    sums.writeUInt32LE(entry.packedSize ?? packed.length, 4);
    sums.writeUInt32LE(entry.size ?? raw.length, 8);
    const offset = entry.at === undefined ? length() : (offsets[entry.at] ?? 0);
    offsets.push(offset);
    if (entry.at === undefined)
      locals.push(
        header('504b0304', 4),
        words(20, entry.localFlags ?? flags, method, 0, 0x21),
        sums,
        words(localName.length, extra.length),
        localName,
        extra,
        packed,
      );
    const attributes = Buffer.alloc(8);
    attributes.writeUInt32LE((mode << 16) >>> 0, 0);
    attributes.writeUInt32LE(offset, 4);
    central.push(
      header('504b0102', 4),
      words(0x314, 20, flags, method, 0, 0x21),
      sums,
      words(name.length, extra.length, 0, 0, 0),
      attributes,
      name,
      extra,
    );
  }
  if (between) locals.push(between);
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(directory.length, 0);
  end.writeUInt32LE(length(), 4);
  const many = count ?? entries.length;
  const locator = zip64 ? [header('504b0607', 20)] : [];
  return Buffer.concat([
    ...locals,
    directory,
    ...locator,
    header('504b0506', 4),
    words(0, 0, many & 0xffff, many & 0xffff),
    end,
    words(comment?.length ?? 0),
    comment ?? Buffer.alloc(0),
    after ?? Buffer.alloc(0),
  ]);
}

function header(signature: string, length: number): Buffer {
  return Buffer.concat([Buffer.from(signature, 'hex'), Buffer.alloc(length - 4)]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, i * 2);
  return bytes;
}
