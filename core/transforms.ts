/** The port behind which transform jobs run; part of core/ports.ts. */

export type TransformSpec = {
  readonly name: string;
  readonly project: string;
  readonly batch: string;
  readonly image: string;
  /** s3:// address of model.tar.gz. */
  readonly modelArtifacts: string;
  readonly instanceType: string;
  readonly maxPayloadInMB: number;
  readonly environment: Readonly<Record<string, string>>;
  /** s3:// addresses of the one object that is sent, and of the folder for what is answered. */
  readonly input: string;
  readonly cleanSha256: string;
  readonly output: string;
};

export type TransformJob = {
  readonly name: string;
  readonly arn: string;
  readonly status: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
  readonly failureReason?: string;
  readonly seconds?: number;
  readonly endedAt?: string;
};

export interface Transforms {
  /**
   * Makes a model and a transform job of one name. `exists` when the job's name is taken.
   * Throws CapacityError where the account may run no more machines of this type, TransformNameTakenError where a stranger's model has the name.
   */
  create(spec: TransformSpec): Promise<'created' | 'exists'>;
  describe(name: string): Promise<(TransformJob & { readonly tags: Readonly<Record<string, string>> }) | undefined>;
  /** Stopping what is over already is success. */
  stop(name: string): Promise<void>;
  /** The job's model serves nobody else; deleting what is not there is success. */
  discardModel(name: string): Promise<void>;
  /** The last lines of the log of the model's server, oldest first; empty where there is none. */
  logTail(name: string, lines: number): Promise<readonly string[]>;
}
