import { keys } from '../../../core/records.ts';
import { parseRunName } from '../../../core/run-name.ts';
import { STAGE } from './deployed-functions.ts';
import { PROJECTS } from './story/projects.ts';
import type { World } from './world.ts';

type Looked = Pick<World, 'services' | 'journal'>;
type Version = { readonly arn: string; readonly approval: string; readonly recorded: unknown };

/** The version that should serve a project, by what the registry says now: the newest Approved one that a run registered which has ended. */
export function dueToReign(project: string, world: Looked): string | undefined {
  return versionsOf(project, world).findLast(({ approval }) => approval === 'Approved')?.arn;
}

/** Projects of whose models the records do not say what the registry says: where the event was lost, reconcile has still to hear of it. `awaited`: it knows that the newest is to be judged. */
export function unheard(world: Looked): readonly { readonly project: string; readonly awaited: boolean }[] {
  return PROJECTS.flatMap(({ project }) => {
    const newest = versionsOf(project, world).at(-1);
    const reigning = within(world.journal.newest.get(`PROJECT#${project} PROJECT`), 'reigning', 'modelPackage', 'arn');
    if (newest === undefined || (newest.approval === newest.recorded && reigning === dueToReign(project, world))) return [];
    return [{ project, awaited: newest.approval !== newest.recorded && newest.recorded === 'PendingManualApproval' }];
  });
}

/** What runs have registered that have ended, oldest first: the approval as the registry has it, and as it was recorded. */
function versionsOf(project: string, { services, journal }: Looked): readonly Version[] {
  return services.registry.packages.flatMap(({ arn, approval, group, clientToken }) => {
    if (group !== `nacre-${STAGE}-${project}`) return [];
    const { pk, sk } = keys.run(project, parseRunName(clientToken)?.number ?? 0);
    const run = journal.newest.get(`${pk} ${sk}`);
    return run?.['outcome'] === undefined ? [] : [{ arn, approval, recorded: within(run, 'modelPackage', 'approval') }];
  });
}

function within(value: unknown, ...[name, ...deeper]: readonly string[]): unknown {
  if (name === undefined) return value;
  return typeof value === 'object' && value !== null ? within(Reflect.get(value, name), ...deeper) : undefined;
}
