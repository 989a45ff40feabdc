/** Says that something fails that is tried again and again: once, and then not until it has worked. A database may be away for a night. */
export function createComplaint(say: (error: unknown) => void) {
  let isSaid = false;
  return {
    failed(error: unknown): void {
      if (!isSaid) say(error);
      isSaid = true;
    },
    worked(): void {
      isSaid = false;
    },
  };
}
