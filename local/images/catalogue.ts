import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CloudSettings } from '../plane.ts';
import { systemCode } from '../processes/system-code.ts';

/** Per repository, which digest each tag names, and every digest that was pushed. */
const Catalogue = z.record(z.string(), z.object({ digests: z.array(z.string()), tags: z.record(z.string(), z.string()) }));
type Catalogue = z.infer<typeof Catalogue>;

/** Where the snapshot of an image lies. The folder is never changed: a job works on its own copy. */
export function snapshotFolder(folder: string, digest: string): string {
  return join(folder, 'images', digest.replace('sha256:', ''));
}

/** The snapshot behind `<registry>/<repository>@sha256:...` or `:tag` (no tag means latest); undefined where nothing was pushed under that name. */
export function imageFolder(uri: string, { account, region, folder }: Pick<CloudSettings, 'account' | 'region' | 'folder'>): string | undefined {
  const registry = `${account}.dkr.ecr.${region}.amazonaws.com/`;
  if (!uri.startsWith(registry)) return undefined;
  const [, repository = '', tag = 'latest', digest] = /^([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(uri.slice(registry.length)) ?? [];
  const known = read(folder)[repository];
  const found = digest === undefined ? known?.tags[tag] : known?.digests.find((one) => one === digest);
  return found === undefined ? undefined : snapshotFolder(folder, found);
}

/** Remembers in <folder>/images.json what was pushed, so that a digest leads to its snapshot. */
export function catalogueImage(folder: string, image: { readonly repository: string; readonly digest: string; readonly tags: readonly string[] }): void {
  const catalogue = read(folder);
  const known = catalogue[image.repository] ?? { digests: [], tags: {} };
  const tags = { ...known.tags, ...Object.fromEntries(image.tags.map((tag) => [tag, image.digest])) };
  const path = join(folder, 'images.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${path}.new`,
    `${JSON.stringify({ ...catalogue, [image.repository]: { digests: [...new Set([...known.digests, image.digest])], tags } }, null, 1)}\n`,
  );
  renameSync(`${path}.new`, path);
}

function read(folder: string): Catalogue {
  try {
    return Catalogue.parse(JSON.parse(readFileSync(join(folder, 'images.json'), 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return {};
    throw new Error(`${join(folder, 'images.json')} cannot be read; remove it and push the image again`, { cause: error });
  }
}
