import { createHash } from 'node:crypto';

/** As `sha256sum` prints it. */
export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
