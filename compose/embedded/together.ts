/** Awaits all of them. After a failure it still awaits the others, so that whatever they open is closed. */
export async function together<const T extends readonly Promise<unknown>[]>(work: T) {
  await Promise.allSettled(work);
  return await Promise.all(work);
}
