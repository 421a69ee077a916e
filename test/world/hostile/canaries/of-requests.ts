import { type Canary, change } from './canary.ts';

/** The guards of what asks for runs, of the governor, and of the model that reigns. */
export const OF_REQUESTS: readonly Canary[] = [
  {
    guard: 'the governor judges before a run is opened',
    mutations: [change('open-run', "if (!judged.some(({ ruling }) => ruling.says === 'open')) {", 'if (judged.length === 0) {')],
  },
  {
    guard: 'a paused project opens no run',
    mutations: [change('governor', ': [whilePaused, byBudget];', ': [byBudget];'), change('open-run', "{ absent: 'governor.paused' }, ", '')],
  },
  {
    guard: 'a request that was put off is not due before its time',
    mutations: [
      change('requests', 'return notBefore === undefined || notBefore <= now.toISOString();', "return notBefore === undefined || now.toISOString() !== '';"),
    ],
  },
  {
    guard: 'a cooldown counts from the run before',
    mutations: [change('open-run', 'const remembered = remember(governor, { lastOpenedAt: openedAt, day', 'const remembered = remember(governor, { day')],
  },
  {
    guard: 'a schedule asks once for each of its times',
    mutations: [change('accept-schedule', 'sha256([project, scheduledTime].join', 'sha256([project, scheduledTime, services.clock.now().toISOString()].join')],
  },
  {
    guard: 'a digest that is pushed again is another request',
    mutations: [change('accept-image', 'image.digest, image.pushedAt].join', 'image.digest].join')],
  },
  {
    guard: 'one push asks every project that is trained with its image',
    mutations: [
      change(
        'accept-image',
        'projects.map((project) => ask(image, project, services))',
        'projects.slice(0, 1).map((project) => ask(image, project, services))',
      ),
    ],
  },
  {
    guard: 'only an upload older than what the last run read needs none of its own',
    mutations: [change('close-answered', 'return one > two ||', 'return one !== two ||')],
  },
  {
    guard: 'a cancelled run ends as cancelled',
    mutations: [change('cancellation', 'return cancellationOf(run) ?? run.verdict;', 'return run.verdict;')],
  },
  {
    guard: 'the newest approved model reigns',
    mutations: [
      change(
        'find-reign',
        'for (const arn of await registry.approvedPackages(group)) {',
        'for (const arn of (await registry.approvedPackages(group)).toReversed()) {',
      ),
    ],
  },
];
