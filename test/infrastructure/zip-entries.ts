import { open } from 'yauzl';

/** What a zip holds, as Lambda would unpack it. */
export function entriesOf(path: string): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
  return new Promise((resolve, reject) => {
    open(path, (error, zip) => {
      if (error) return reject(error);
      const entries: { readonly name: string; readonly bytes: number }[] = [];
      zip.on('entry', ({ fileName, uncompressedSize }: { readonly fileName: string; readonly uncompressedSize: number }) =>
        entries.push({ name: fileName, bytes: uncompressedSize }),
      );
      zip.on('error', reject);
      zip.on('end', () => resolve(entries));
    });
  });
}
