import { type AwsCall, AwsError, type AwsService, type EventBus, type Facts } from '../plane.ts';
import { admitJob, type Surroundings } from './admit-job.ts';
import { checkRequest, invalid } from './check-request.ts';
import { describeJob } from './describe-job.ts';
import { Instances } from './instances.ts';
import { jobEvent } from './job-event.ts';
import { listJobs } from './list-jobs.ts';
import { runJob } from './run-job.ts';
import { tagJob } from './tag-jobs.ts';
import { TrainingJob } from './training-job.ts';

export type TrainingPlaneOptions = Surroundings & {
  readonly publish: EventBus['publish'];
  /** Who answers for tags of what is no training job. */
  readonly passOn: (call: AwsCall) => Promise<Facts>;
  readonly graceSeconds?: number;
  /** Quotas by instance type; a type without one has no limit. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Told what is lost without anyone else being told: log lines, metrics, faults of our own. */
  readonly tell?: (trouble: string) => void;
};

/** `instances` lets a test take capacity and quota away. */
export interface TrainingPlane extends AwsService {
  readonly instances: Instances;
  close(): Promise<void>;
}

/** SageMaker's training jobs as real processes. */
export function createTrainingPlane(options: TrainingPlaneOptions): TrainingPlane {
  return new Plane(options);
}

const TAG_ACTIONS = ['AddTags', 'ListTags', 'DeleteTags'];

class Plane implements TrainingPlane {
  readonly service = 'sagemaker';
  readonly instances: Instances;
  readonly #options: TrainingPlaneOptions;
  readonly #jobs = new Map<string, TrainingJob>();
  readonly #running = new Set<Promise<void>>();
  readonly #actions: Readonly<Record<string, (input: Facts) => Facts | Promise<Facts>>> = {
    CreateTrainingJob: (input) => this.#create(input),
    DescribeTrainingJob: (input) => describeJob(this.#find(input)),
    ListTrainingJobs: (input) => listJobs([...this.#jobs.values()], input),
    StopTrainingJob: (input) => this.#stop(input),
  };

  constructor(options: TrainingPlaneOptions) {
    this.#options = options;
    this.instances = new Instances(options.limits);
  }

  owns(action: string): boolean {
    return Object.hasOwn(this.#actions, action) || TAG_ACTIONS.includes(action);
  }

  async call(call: AwsCall): Promise<Facts> {
    if (TAG_ACTIONS.includes(call.action)) return this.#tag(call);
    const act = this.#actions[call.action];
    if (act === undefined) throw new AwsError('UnknownOperationException', `sagemaker ${call.action} is none of the training plane's actions`);
    return act(call.input);
  }

  async close(): Promise<void> {
    for (const job of this.#jobs.values()) job.killNow();
    await Promise.allSettled(this.#running);
  }

  /** The name is looked up again at the end: another request may have taken it while this one was checked. */
  async #create(input: Facts): Promise<Facts> {
    const { settings, publish, tell = (trouble) => console.error(trouble), graceSeconds = 120 } = this.#options;
    const request = checkRequest(input);
    this.#checkNameIsFree(request.TrainingJobName);
    this.instances.checkQuota(request.ResourceConfig.InstanceType, [...this.#jobs.values()]);
    const admitted = await admitJob(request, this.#options);
    this.#checkNameIsFree(request.TrainingJobName);
    const job = new TrainingJob(request, this.#arn(request.TrainingJobName), (changed) => publish(jobEvent(changed)));
    this.#jobs.set(job.name, job);
    const run = runJob(job, admitted, { ...this.#options, settings, tell, graceSeconds, hasCapacity: (type) => this.instances.take(type) });
    this.#running.add(run);
    run.catch((error) => tell(`training job ${job.name}: ${error}`)).finally(() => this.#running.delete(run));
    return { TrainingJobArn: job.arn };
  }

  #checkNameIsFree(name: string): void {
    const taken = this.#jobs.get(name);
    if (taken === undefined) return;
    throw new AwsError(
      'ResourceInUse',
      `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${taken.arn})`,
    );
  }

  #stop(input: Facts): Facts {
    const job = this.#find(input);
    if (job.isOver) throw invalid(`The request was rejected because the training job is in status ${job.status}.`);
    job.askToStop();
    return {};
  }

  /** SageMaker lists ResourceNotFound for this and answers ValidationException. */
  #find({ TrainingJobName: name }: Facts): TrainingJob {
    const job = this.#jobs.get(String(name));
    if (job === undefined) throw invalid('Requested resource not found.');
    return job;
  }

  async #tag(call: AwsCall): Promise<Facts> {
    const [, name] = String(call.input['ResourceArn']).split(':training-job/');
    if (name === undefined) return this.#options.passOn(call);
    return tagJob(this.#find({ TrainingJobName: name }), call.action, call.input);
  }

  #arn(name: string): string {
    const { region, account } = this.#options.settings;
    return `arn:aws:sagemaker:${region}:${account}:training-job/${name}`;
  }
}
