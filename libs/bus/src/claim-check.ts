import { MeshError } from '@mesh/contracts/mesh-error';
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';

/**
 * Stores messages that are too large for the broker, and resolves their references in any service (the claim-check pattern).
 */
export type ClaimCheck = {
  put(bytes: Uint8Array): Promise<string>;
  take(reference: string): Promise<Uint8Array>;
};
type Carrier = { readonly nats: NatsConnection; readonly claimCheck: ClaimCheck | undefined };
type Parcel = { readonly data: Uint8Array; readonly headers?: MsgHdrs | undefined };

const CLAIM = 'Mesh-Claim';
/** Room below the broker's limit for subject and headers. */
const MARGIN = 64 * 1_024;
const UNKNOWN_LIMIT = 1_024 * 1_024;

/** A message that fits the broker's limit: the bytes themselves, or a reference to them. */
export async function checkIn({ nats, claimCheck }: Carrier, bytes: Uint8Array, carried?: MsgHdrs): Promise<Parcel> {
  const limit = (nats.info?.max_payload ?? UNKNOWN_LIMIT) - MARGIN;
  if (bytes.byteLength <= limit) return { data: bytes, headers: carried };
  if (!claimCheck)
    throw new MeshError('payload-too-large', `the message exceeds ${limit} bytes; send less at once`, {
      extra: { limitBytes: limit },
    });
  const referring = carried ?? headers();
  referring.set(CLAIM, await claimCheck.put(bytes));
  return { data: new Uint8Array(), headers: referring };
}

/** The bytes that a message carries or refers to. */
export async function checkOut({ claimCheck }: Pick<Carrier, 'claimCheck'>, message: Parcel): Promise<Uint8Array> {
  const reference = message.headers?.get(CLAIM);
  if (!reference) return message.data;
  if (!claimCheck) throw new MeshError('unavailable', 'this service takes no payload by reference');
  return claimCheck.take(reference);
}
