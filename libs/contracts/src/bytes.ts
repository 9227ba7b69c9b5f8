import { z } from 'zod';

/** A body that the gateway has stored in the bucket. The handler takes it from there and deletes it. */
export const upload = z.object({
  /** Its key in the bucket, below `uploads/`. */
  object: z.string().regex(/^uploads\/[0-9a-f-]{36}$/),
  bytes: z.number().int().min(0),
  /** SHA-256 of the bytes, in hexadecimal, counted while they arrived. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  contentType: z.string().max(256),
  /** The sender's file name, if any. */
  fileName: z.string().max(512).optional(),
});
export type Upload = z.infer<typeof upload>;

/** An answer that is a file. */
export const bytesAnswer = z.object({
  contentType: z.string().max(256),
  base64: z.string(),
  /** Suggested file name. */
  fileName: z.string().max(512).optional(),
  /** Strong validator without quotes, such as a digest. */
  etag: z.string().max(128).optional(),
});
export type BytesAnswer = z.infer<typeof bytesAnswer>;
