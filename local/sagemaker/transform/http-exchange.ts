import { type Agent, type IncomingMessage, request } from 'node:http';
import { systemCode } from '../../processes/system-code.ts';
import { ObjectFailure } from './object-failure.ts';

export type Exchange = {
  /** Keeps connections for the next request; without one each has its own. */
  readonly agent?: Agent;
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal: AbortSignal;
};

export type Answer = { readonly status: number; readonly body: Buffer };

/** An answer is held in memory; a longer one fails the object. */
const LONGEST_ANSWER = 100 * 1024 * 1024;

/** One request to a server on this machine. A kept connection that the server had closed already is no failure of this request: it is sent again. */
export function exchange(asked: Exchange): Promise<Answer> {
  const { body, ...options } = asked;
  return new Promise((resolve, reject) => {
    const headers = { ...asked.headers, ...(body === undefined ? {} : { 'content-length': body.length }) };
    const call = request({ agent: false, ...options, host: '127.0.0.1', headers }, (answer) => {
      collect(answer).then((collected) => resolve({ status: answer.statusCode ?? 0, body: collected }), reject);
    });
    call.on('error', (error) => {
      if (call.reusedSocket && systemCode(error) === 'ECONNRESET') resolve(exchange(asked));
      else reject(error);
    });
    call.end(body);
  });
}

async function collect(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    const piece = Buffer.from(chunk);
    size += piece.length;
    if (size > LONGEST_ANSWER) throw new ObjectFailure('AlgorithmError', `The answer to a request is longer than ${LONGEST_ANSWER} bytes`);
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}
