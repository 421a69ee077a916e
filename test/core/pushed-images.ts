import { acceptImage } from '../../core/accept-image.ts';
import sample from '../../events/image-pushed.sample.json' with { type: 'json' };
import { ImagePushed } from '../../events/image-pushed.ts';
import type { ProtocolWorld } from './protocol-world.ts';

export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

/** The image lies in ECR, and its tag names it; the event has yet to arrive. */
export function push(world: ProtocolWorld, letter: string, { time = '2026-11-21T10:00:00Z', tag = 'latest', repository = 'nacre/training' } = {}): ImagePushed {
  world.services.images.push(repository, tag, { digest: digestOf(letter), commit: letter.repeat(40) });
  const detail = { ...sample.detail, 'repository-name': repository, 'image-digest': digestOf(letter), 'image-tag': tag };
  return ImagePushed.parse({ ...sample, time, detail });
}

export const accept = (world: ProtocolWorld, event: ImagePushed) => acceptImage(event, world.services);
