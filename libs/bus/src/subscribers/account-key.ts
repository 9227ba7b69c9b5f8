const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** The first byte of an account's public key, which makes its text begin with `A`. */
const ACCOUNT = 0;
const CRC_POLYNOMIAL = 0x1021;

/** The public key of an account as NATS writes it (https://docs.nats.io/reference/reference-protocols/nkeys). `raw` has 32 bytes. */
export function accountKey(raw: Uint8Array): string {
  const payload = Buffer.from([ACCOUNT, ...raw]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc16(payload));
  return base32(Buffer.concat([payload, sum]));
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? CRC_POLYNOMIAL : 0)) & 0xffff;
  }
  return crc;
}

/** RFC 4648 without padding. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}
