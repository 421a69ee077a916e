import { createServer } from 'node:net';
import { systemCode } from './system-code.ts';

/** A port on 127.0.0.1 that nobody listens on now. The kernel hands them out in turn, so two calls rarely get the same one. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Rejects, naming what wanted the port, where somebody listens on it already. */
export async function checkPortIsFree(port: number, wantedFor: string): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    if (systemCode(error) !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is in use, so ${wantedFor} cannot have it; end what listens there (lsof -i :${port}) or choose another port`, {
      cause: error,
    });
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
