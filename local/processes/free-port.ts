import { createServer } from 'node:net';

/** A port on 127.0.0.1 that nobody listens on now. The kernel hands them out in turn, so two calls rarely get the same one. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
