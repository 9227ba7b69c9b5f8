/**
 * Variables that make PostgreSQL's processes keep memory between statements. By default glibc returns a statement's memory to
 * the kernel and asks for it again for the next: half of the cost of a large journal statement.
 */
export const POSTGRES_MEMORY = {
  MALLOC_TOP_PAD_: String(1_024 * 1_024),
  MALLOC_TRIM_THRESHOLD_: String(16 * 1_024 * 1_024),
  MALLOC_MMAP_THRESHOLD_: String(8 * 1_024 * 1_024),
};
