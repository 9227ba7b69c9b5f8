/** All of it. What fails waits for the others, so that whatever they open is closed. */
export async function together<const T extends readonly Promise<unknown>[]>(work: T) {
  await Promise.allSettled(work);
  return await Promise.all(work);
}
