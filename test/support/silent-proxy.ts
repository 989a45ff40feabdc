import { connect, createServer, type Socket } from 'node:net';

/** Stands before a server, so that some of its connections can fall silent: neither side is told, and nothing comes through any more. */
export async function startSilentProxy(url: string) {
  const to = new URL(url);
  const pairs: { ends: [Socket, Socket]; said: string; isSilent: boolean }[] = [];
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    const pair = { ends: [near, far] as [Socket, Socket], said: '', isSilent: false };
    pairs.push(pair);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => {
        if (from === near) pair.said += chunk.toString('latin1');
        if (!pair.isSilent) into.write(chunk);
      });
      from.on('end', () => !pair.isSilent && into.end()).on('error', () => {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const about = (words: string) => pairs.filter(({ said }) => said.includes(words));
  const through = new URL(url);
  through.port = String((server.address() as { port: number }).port);
  return {
    url: through.href,
    /** How many connections have ever said something. */
    count: (words: string): number => about(words).length,
    silence(words: string): void {
      for (const pair of about(words)) pair.isSilent = true;
    },
    stop(): void {
      server.close();
      for (const { ends } of pairs) for (const end of ends) end.destroy();
    },
  };
}
