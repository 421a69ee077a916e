import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

type Asked = { readonly action: string; readonly input: unknown };

/** A service that answers every call with one error, or with success: for errors that no emulator makes. `answers` succeed whatever the error is. */
export async function startAnswering(error?: { readonly code: string; readonly message: string }, answers: Readonly<Record<string, object>> = {}) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    asked.push({ action, input: JSON.parse(await text(request)) });
    const fails = error && !answers[action] ? error : undefined;
    response.writeHead(fails ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(fails ? { __type: fails.code, message: fails.message, Message: fails.message } : (answers[action] ?? {})));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    asked,
    settings: {
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'eu-west-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
