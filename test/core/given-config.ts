import { readFileSync } from 'node:fs';
import { applyProject } from '../../core/apply-project.ts';
import { findProject } from '../../core/read-record.ts';
import sample from '../../events/project-changed.sample.json' with { type: 'json' };
import { ProjectChanged } from '../../events/project-changed.ts';
import { inMemoryRecords } from '../world/in-memory-records.ts';
import { inMemoryServices } from '../world/in-memory-services.ts';

export const FILE = readFileSync(new URL('../../projects/abalone/project.yml', import.meta.url), 'utf8');
const SETTINGS = { operator: 'operators@example.com', groupPrefix: 'nacre-dev-', stage: 'dev' };

/** A config bucket with nothing applied yet. */
export function givenConfig() {
  const services = inMemoryServices(inMemoryRecords());
  /** Writes a version and answers the event that tells of it. */
  const write = (body: string | Buffer, key = 'projects/abalone/project.yml') => {
    const { versionId, sequencer = '', size = 0 } = services.datasets.put(key, body);
    return ProjectChanged.parse({
      ...sample,
      detail: { ...sample.detail, object: { ...sample.detail.object, key, size, sequencer, 'version-id': versionId } },
    });
  };
  return { services, write, apply: (changed: ProjectChanged) => applyProject(changed, SETTINGS, services), project: () => findProject('abalone', services) };
}
