import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../core/sha256.ts';
import type { ImageFile } from './read-folder.ts';

export type Manifest = { readonly text: string; readonly mediaType: string; readonly digest: string };

const DOCKER = 'application/vnd.docker';

/**
 * A Docker manifest (schema 2, as CreateModel wants it) whose only layer is the content of the files: the same
 * files give the same digest on every machine, whatever their dates and owners are.
 */
export function manifestOf(folder: string, files: readonly ImageFile[]): Manifest {
  const mediaType = `${DOCKER}.distribution.manifest.v2+json`;
  const content = contentDigest(folder, files);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: `${DOCKER}.container.image.v1+json`, size, digest: content },
    layers: [{ mediaType: `${DOCKER}.image.rootfs.diff.tar.gzip`, size, digest: content }],
  });
  return { text, mediaType, digest: `sha256:${sha256(text)}` };
}

function contentDigest(folder: string, files: readonly ImageFile[]): string {
  const hash = createHash('sha256');
  for (const { path, executable, size } of files) {
    hash.update(`${executable ? 'x' : '-'} ${size} ${path}\0`);
    hash.update(readFileSync(join(folder, path)));
  }
  return `sha256:${hash.digest('hex')}`;
}
