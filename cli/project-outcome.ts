import { createHash } from 'node:crypto';

export const projectOutcomeId = (bucket: string, key: string, versionId: string): string =>
  `project-${createHash('sha256').update([bucket, key, versionId].join('\n')).digest('hex').slice(0, 32)}`;
