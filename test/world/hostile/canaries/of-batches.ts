import { type Canary, change } from './canary.ts';

/** The guards of scoring. */
export const OF_BATCHES: readonly Canary[] = [
  {
    guard: 'a duplicate whose batch waits goes on to opening',
    mutations: [
      change(
        'accept-batch',
        "const opened = stored === 'Waiting' || stored === 'Opened' ?",
        "const opened = became !== 'duplicate' && (stored === 'Waiting' || stored === 'Opened') ?",
      ),
      change('look-after-batches', 'return reigning ? openWaiting(record, reigning, services) : {};', 'return {};'),
    ],
  },
  {
    guard: 'a batch is taken once (condition on the put)',
    mutations: [
      change(
        'accept-batch',
        "{ put: keys.batch(project, batch), item: record, when: { absent: 'batch' } },",
        '{ put: keys.batch(project, batch), item: record },',
      ),
      change(
        'watermark',
        "{ anyOf: [{ absent: 'sequencer' }, { lessThan: ['sequencer', sequencer] }] }",
        "{ anyOf: [{ absent: 'sequencer' }, { atMost: ['sequencer', sequencer] }] }",
      ),
    ],
  },
  {
    guard: 'a version that was overwritten is not scored',
    mutations: [change('conclude-batch', 'if (newer !== undefined) return verdictOf(supersededBy(newer));', '')],
  },
  {
    guard: 'nothing of a scoring is written once it is over, or another attempt has begun (fence)',
    mutations: [change('advance-batch', '      when: current,\n', '')],
  },
  {
    guard: 'the token is stored before the transform job is created',
    mutations: [
      change(
        'start-transform',
        'const { record, attempt } = await waitForJob(step, scoring, services);\n  const spec = transformSpec(record, attempt, scoring, services.artifacts);\n  await createOrAdopt(step, spec, services);',
        'const early = await readBatch(step, services);\n  const planned = jobsOfAttempt(early, step).slice(-1).find((last) => !deservesAnother(last)) ?? nextJob(early, scoring, services.clock.now()).attempt;\n  const spec = transformSpec(early, planned, scoring, services.artifacts);\n  await createOrAdopt(step, spec, services);\n  await waitForJob(step, scoring, services);',
      ),
    ],
  },
  {
    guard: 'a transform job has a deterministic name',
    mutations: [
      change(
        'start-transform',
        'const spec = transformSpec(record, attempt, scoring, services.artifacts);',
        'const spec = { ...transformSpec(record, attempt, scoring, services.artifacts), name: [attempt.job, services.clock.now().getTime() % 100000].join("-") };',
      ),
    ],
  },
  {
    guard: 'a transform job is described once it was created',
    mutations: [
      change('start-transform', 'return answerTransform(spec.name, services);', "return { became: 'running', job: spec.name };"),
      change('look-after-batches', 'const last = WAITING.has(record.status) ?', 'const last = !WAITING.has(record.status) ?'),
    ],
  },
  {
    guard: 'an event is not believed: the transform job is described first',
    mutations: [change('answer-transform', "if (!described || described.status === 'InProgress' || described.status === 'Stopping')", 'if (!described)')],
  },
  {
    guard: 'the model of a transform job is deleted with its end',
    mutations: [change('answer-transform', 'await services.transforms.discardModel(job);', '')],
  },
  {
    guard: 'a scoring that ended leaves no transform job behind',
    mutations: [change('stop-transform', 'if (last.status === undefined) await services.transforms.stop(last.job);', '')],
  },
  {
    guard: 'reconcile opens the batches that wait',
    mutations: [change('look-after-batches', 'return reigning ? openWaiting(record, reigning, services) : {};', 'return {};')],
  },
  {
    guard: 'reconcile answers for a transform job whose end was never told',
    mutations: [change('look-after-batches', 'const last = WAITING.has(record.status) ?', 'const last = !WAITING.has(record.status) ?')],
  },
  {
    guard: 'reconcile ends a scoring whose execution is over',
    mutations: [
      change('look-after-batches', "if (execution.status === 'RUNNING' || execution.status === 'SUCCEEDED') return", "if (execution.status !== '') return"),
    ],
  },
  {
    guard: 'a model scores no version twice',
    mutations: [change('score-again', 'first.model.run === modelRun || ', '')],
  },
  {
    guard: 'the mails of a batch stand in the transaction of its outcome (outbox)',
    mutations: [change('end-batch', ', ...putMails(nameScoring(record), record.project, mails, now.toISOString())];', '];')],
  },
];
