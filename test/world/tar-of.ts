import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

type Files = Readonly<Record<string, string | Buffer>>;

/** A .tar.gz as a training job leaves it. */
export async function tarOf(files: Files): Promise<Buffer> {
  const zipped = createGzip();
  zipped.end(await plainTarOf(files));
  return buffer(zipped);
}

/** The same before it is compressed. */
export function plainTarOf(files: Files): Promise<Buffer> {
  const archive = pack();
  for (const [name, body] of Object.entries(files)) archive.entry({ name: `./${name}` }, Buffer.from(body));
  archive.finalize();
  return buffer(archive);
}
