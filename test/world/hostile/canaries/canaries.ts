import { type Canary, change } from './canary.ts';
import { OF_BATCHES } from './of-batches.ts';
import { OF_REQUESTS } from './of-requests.ts';

/** Every guard on which the protocol rests. Whoever adds one to core/ adds the canary that shows what it is for. */
export const CANARIES: readonly Canary[] = [
  {
    guard: 'a request is written once (condition on the put)',
    mutations: [
      change('ask-for-run', "item: request, when: { absent: 'id' } }", 'item: request }'),
      change(
        'watermark',
        "{ anyOf: [{ absent: 'sequencer' }, { lessThan: ['sequencer', sequencer] }] }",
        "{ anyOf: [{ absent: 'sequencer' }, { atMost: ['sequencer', sequencer] }] }",
      ),
    ],
  },
  {
    guard: 'a run is opened only while none is active (condition on the project)',
    mutations: [
      change('open-run', "when: { allOf: [{ absent: 'active' }, { equals: ['nextRunNumber', number] }, { absent: 'governor.paused' }, remembered.when] },", ''),
    ],
  },
  {
    guard: 'a duplicate whose request waits goes on to opening',
    mutations: [
      change(
        'accept-dataset',
        "...(stored === 'waiting' && (await openFor(request, became, services)))",
        "...(stored === 'waiting' && became !== 'duplicate' && (await openFor(request, became, services)))",
      ),
    ],
  },
  {
    guard: 'waiting requests are looked for after the release, not before',
    mutations: [
      change(
        'end-run',
        'await release(run, end, services);\n    return endRun(identity, end, services);',
        'const early = await openRun(identity.project, services);\n    await release(run, end, services);\n    return { outcome: end.outcome, ...(early.started && early.run && { next: early.run }) };',
      ),
    ],
  },
  {
    guard: 'nothing of a run is written once it is not the active one (fence)',
    mutations: [change('advance-run', '{ check: keys.project(project), when };', "{ check: keys.project(project), when: { present: 'project' } };")],
  },
  {
    guard: 'the token is stored before the job is created',
    mutations: [
      change(
        'start-training',
        'const { run, attempt } = await waitForJob(step, services);\n  const spec = trainingJobSpec(run, attempt, mlflowTrackingUri);\n  await createOrAdopt(step, run, spec, services);',
        'const early = await readRun(step, services);\n  const planned = early.attempts.slice(-1).find((last) => !deservesAnother(last)) ?? (await attemptNext(early, services)).attempt;\n  const spec = trainingJobSpec(early, planned, mlflowTrackingUri);\n  await createOrAdopt(step, early, spec, services);\n  await waitForJob(step, services);',
      ),
    ],
  },
  {
    guard: 'the job is described once it was created',
    mutations: [change('start-training', 'return answerJob(spec.name, services);', "return { became: 'running', job: spec.name };")],
  },
  {
    guard: 'a job has a deterministic name',
    mutations: [
      change(
        'start-training',
        'const spec = trainingJobSpec(run, attempt, mlflowTrackingUri);',
        'const spec = { ...trainingJobSpec(run, attempt, mlflowTrackingUri), name: [attempt.job, services.clock.now().getTime() % 100000].join("-") };',
      ),
    ],
  },
  {
    guard: "a key's watermark only rises",
    mutations: [change('watermark', ", { anyOf: [{ absent: 'sequencer' }, { lessThan: ['sequencer', sequencer] }] }", '')],
  },
  {
    guard: 'the sweep finds an upload whose event was lost',
    mutations: [change('sweep-uploads', 'await arrivals.hand(kind, foundOf(object));', 'foundOf(object);')],
  },
  {
    guard: 'the mails stand in the transaction of the outcome (outbox)',
    mutations: [
      change('end-run', 'also: [...writes, ...putMails(run.run, run.project, mailsOf({ ...run, ...set }, project), endedAt)],', 'also: [...writes],'),
      change(
        'end-run',
        'await release(run, end, services);\n    return endRun',
        'await release(run, end, services);\n    const ended = await readRun(identity, services);\n    const mails = putMails(run.run, run.project, mailsOf(ended, await readProjectRecord(run.project, services)), services.clock.now().toISOString());\n    if (mails.length > 0) await services.records.write(...mails);\n    return endRun',
      ),
    ],
  },
  {
    guard: 'a mail is sent by whoever holds its lease',
    mutations: [
      change(
        'send-mails',
        "when: { anyOf: [{ equals: ['status', 'pending'] }, { allOf: [{ equals: ['status', 'sending'] }, { lessThan: ['leaseUntil', now.toISOString()] }] }] },",
        '',
      ),
    ],
  },
  {
    guard: 'reconcile opens what is due',
    mutations: [
      change(
        'reconcile',
        'const { run, started, execution } = await openRun(project, services);',
        'const { run, started, execution }: Awaited<ReturnType<typeof openRun>> = { started: false };',
      ),
    ],
  },
  {
    guard: 'reconcile ends a run whose execution is over',
    mutations: [
      change(
        'reconcile',
        'arn === undefined ? {} : await endIfOver(arn, groupPrefix, services)',
        'arn === undefined ? {} : await Promise.resolve<Partial<Awaited<ReturnType<typeof endIfOver>>>>({})',
      ),
    ],
  },
  {
    guard: 'reconcile answers for a job whose end was never told',
    mutations: [change('reconcile', 'if (!last || !WAITING.has(status)) return {};', 'if (!last || WAITING.has(status)) return {};')],
  },
  {
    guard: 'reconcile hears of a judgement whose event was lost',
    mutations: [change('reconcile', '{ name, look: () => lookAfterModels(name, groupPrefix, services) },', '')],
  },
  {
    guard: 'a model that waits for its judgement is remembered',
    mutations: [change('end-run', "...(modelPackage.approval === 'PendingManualApproval' && { awaitingApproval: { run, arn: modelPackage.arn } }),", '')],
  },
  {
    guard: 'reconcile sends what is still in the outbox',
    mutations: [change('reconcile', '...outboxes.map(({ sk }) => ({ name: String(sk), look: () => completeOutcome(String(sk), services) })),', '')],
  },
  {
    guard: 'an event is not believed: the job is described first',
    mutations: [change('answer-job', "if (!described || described.status === 'InProgress' || described.status === 'Stopping')", 'if (!described)')],
  },
  {
    guard: 'a run that ended leaves no job behind',
    mutations: [change('stop-training', 'if (last && last.status === undefined) await services.jobs.stop(last.job);', '')],
  },
  {
    guard: 'a model is registered under one client token',
    mutations: [
      change('register-model', 'clientToken: run.run,', 'clientToken: [run.run, run.changed].join("-"),'),
      change(
        'register-model',
        'const run = await readRun(identity, services);',
        "const run = await readRun(identity, services);\n  await advanceRun(identity, { set: {} }, { who: 'registerModel', what: 'registering' }, services);",
      ),
    ],
  },
  ...OF_REQUESTS,
  ...OF_BATCHES,
];
