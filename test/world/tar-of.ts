import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** A .tar.gz as a training job leaves it. */
export async function tarOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, body] of Object.entries(files)) archive.entry({ name: `./${name}` }, Buffer.from(body));
  archive.finalize();
  const zipped = createGzip();
  for await (const chunk of archive) zipped.write(chunk);
  zipped.end();
  return buffer(zipped);
}
