import { Buffer } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/** The lines of a UTF-8 stream without their ends; lines of nothing but space are passed over. Holds one line beyond the chunk at hand. */
export async function* textLines(stream: AsyncIterable<unknown>): AsyncGenerator<string, void> {
  const decoder = new StringDecoder('utf8');
  let open = '';
  for await (const chunk of stream) {
    const lines = `${open}${Buffer.isBuffer(chunk) ? decoder.write(chunk) : String(chunk)}`.split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line.trim();
  }
  const last = `${open}${decoder.end()}`.trim();
  if (last !== '') yield last;
}
