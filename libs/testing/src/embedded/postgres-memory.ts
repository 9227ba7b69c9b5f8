/**
 * Variables that let PostgreSQL's processes keep memory between statements. Left alone, glibc gives what a statement used back
 * to the kernel and asks for it again for the next one: half of what a large statement of the journal costs.
 */
export const POSTGRES_MEMORY = {
  MALLOC_TOP_PAD_: String(1_024 * 1_024),
  MALLOC_TRIM_THRESHOLD_: String(16 * 1_024 * 1_024),
  MALLOC_MMAP_THRESHOLD_: String(8 * 1_024 * 1_024),
};
