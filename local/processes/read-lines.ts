import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** CloudWatch Logs takes no longer event; what has no end must not fill the memory either. */
const LONGEST_LINE = 256 * 1024;

/** Calls back with each line as it comes, without its line end; a last line without one counts too, a longer one is cut in pieces. */
export function readLines(stream: Readable, take: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line.endsWith('\r') ? line.slice(0, -1) : line);
    for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) take(rest.slice(0, LONGEST_LINE));
  });
  const finish = () => {
    const last = rest + decoder.end();
    rest = '';
    if (last !== '') take(last);
  };
  stream.once('end', finish);
  stream.once('close', finish);
}
