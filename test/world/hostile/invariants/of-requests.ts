import type { RequestRecord } from '../../../../core/records.ts';
import type { Arrived } from '../event-bus.ts';
import { PROJECTS } from '../story/projects.ts';
import type { Facts } from './facts.ts';
import { detailOf } from './of-models.ts';

export const REQUESTS = {
  'whatever asks for a run is recorded, once': ({ world, requests }: Facts) =>
    world.bus.arrived.flatMap((arrived) => missing(arrived, requests, world).map((what) => `${arrived.name} was called for nothing: ${what}`)),

  'whatever waits says until when and for what': ({ requests, world }: Facts) =>
    world.stuck.length > 0
      ? []
      : requests.flatMap(({ id, status, notBefore, reason }) => {
          if (status === 'claimed') return [`request ${id} is claimed for ever`];
          return status !== 'waiting' || (notBefore && (reason || world.weather.unreconciled)) ? [] : [`request ${id} waits for nothing`];
        }),

  'a cancelled run ends as cancelled, unless it was decided before': ({ runs }: Facts) =>
    runs
      .filter(({ cancelled, outcome, modelPackage }) => cancelled && outcome !== undefined && outcome !== 'Cancelled' && !modelPackage)
      .map(({ run, outcome }) => `run ${run} was cancelled and is ${outcome}`),
};

/** What must be in the records of every call that was neither lost nor a dead letter for ever. */
function missing({ name, event }: Arrived, requests: readonly RequestRecord[], world: Facts['world']): readonly string[] {
  const projects = PROJECTS.filter(({ project }) => world.journal.newest.has(`PROJECT#${project} PROJECT`));
  if (name === 'acceptImage') {
    const { 'repository-name': repository, 'image-tag': tag, 'image-digest': digest } = detailOf(event);
    const pushedAt = Reflect.get(event, 'time');
    const meant = projects.filter(({ training: { image } }) => image.repository === repository && image.tag === tag);
    return meant.flatMap(({ project }) => {
      const known = requests.filter((each) => each.project === project && each.image?.pushedAt === pushedAt && each.image?.digest === digest);
      return known.length === 1 ? [] : [`${known.length} requests of ${project} for the push of ${pushedAt}`];
    });
  }
  if (name === 'acceptSchedule') {
    const [project, time] = [Reflect.get(event, 'project'), Reflect.get(event, 'scheduledTime')];
    const known = requests.filter((each) => each.project === project && each.trigger === 'schedule' && each.why?.endsWith(String(time)));
    return known.length === 1 || !projects.some((each) => each.project === project) ? [] : [`${known.length} requests of ${project} for ${time}`];
  }
  return [];
}
