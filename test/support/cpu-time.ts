/** How long this process has worked so far, in ms: a clock would also count what a busy machine does meanwhile. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
