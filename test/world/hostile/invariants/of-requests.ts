import type { RequestRecord } from '../../../../core/records.ts';
import { sha256 } from '../../../../core/sha256.ts';
import type { Arrived } from '../event-bus.ts';
import { PROJECTS } from '../story/projects.ts';
import type { Facts } from './facts.ts';

export const REQUESTS = {
  'whatever asks for a run is recorded, once': (facts: Facts) =>
    facts.world.bus.arrived.flatMap(({ name, event }) => {
      const wrong = CALLED[name]?.(event, facts);
      return wrong ? [`${name} was called for nothing: ${wrong}`] : [];
    }),

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

/** What must be in the records of each call that arrived, at the latest as a dead letter that was sent again. Answers what is wrong. */
const CALLED: Readonly<Record<string, (event: object, facts: Facts) => string | undefined>> = {
  acceptImage(event, { world, requests }) {
    const { 'repository-name': repository, 'image-tag': tag, 'image-digest': digest } = detailOf(event);
    const pushedAt = Reflect.get(event, 'time');
    const meant = PROJECTS.filter(({ training: { image } }) => image.repository === repository && image.tag === tag);
    const applied = meant.filter(({ project }) => world.journal.newest.has(`PROJECT#${project} PROJECT`));
    const asked = (project: string) =>
      requests.filter((each) => each.project === project && each.image?.pushedAt === pushedAt && each.image?.digest === digest);
    const wrong = applied.find(({ project }) => asked(project).length !== 1);
    return wrong && `${asked(wrong.project).length} requests of ${wrong.project} for the push of ${pushedAt}`;
  },

  acceptSchedule(event, { requests }) {
    const [project, time] = [Reflect.get(event, 'project'), Reflect.get(event, 'scheduledTime')];
    const known = requests.filter((each) => each.project === project && each.trigger === 'schedule' && each.why?.endsWith(String(time)));
    return known.length === 1 ? undefined : `${known.length} requests of ${project} for ${time}`;
  },

  acceptAlarm(event, { requests }) {
    const { alarmName, state } = detailOf(event);
    const timestamp = typeof state === 'object' && state !== null ? Reflect.get(state, 'timestamp') : '';
    const id = `alarm-${sha256([alarmName, timestamp].join('\n')).slice(0, 32)}`;
    return requests.some((each) => each.id === id) ? undefined : `no request for ${alarmName} of ${timestamp}`;
  },

  commandProject(event, { world, requests }) {
    if (!isRequest(event)) return undefined;
    const project = Reflect.get(event, 'project');
    const known = requests.filter((each: RequestRecord) => each.project === project && each.trigger === 'person' && each.retries === undefined);
    const isMine = (each: Arrived) => each.name === 'commandProject' && isRequest(each.event) && Reflect.get(each.event, 'project') === project;
    const tokens = new Set(world.bus.arrived.filter(isMine).map((each) => Reflect.get(each.event, 'token')));
    return known.length === tokens.size ? undefined : `${known.length} requests of ${project} for ${tokens.size} wishes`;
  },
};

function detailOf(event: object): Readonly<Record<string, unknown>> {
  const detail: unknown = Reflect.get(event, 'detail');
  return typeof detail === 'object' && detail !== null ? Object.fromEntries(Object.entries(detail)) : {};
}

const isRequest = (event: object) => Reflect.get(event, 'command') === 'request';
