/**
 * How the parts of the laptop cloud know each other. One process holds them all (local/cloud.ts wires them);
 * what acts for a function, a job or a state machine goes through the gateway with that role's credentials,
 * so that one place validates, authorises and counts.
 */
export type Facts = Readonly<Record<string, unknown>>;

export interface CloudSettings {
  readonly port: number;
  readonly region: string;
  readonly account: string;
  readonly stage: string;
  /** http://127.0.0.1:<port>, what clients get as AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  /** Everything this cloud writes lies here: logs, job folders, image snapshots, MLflow. */
  readonly folder: string;
  /** The checkout: where .venv and node_modules are. */
  readonly root: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who acts. `arn` is what AWS prints in AccessDenied messages: an assumed-role session, or the operator's user. */
export interface Identity {
  readonly kind: 'operator' | 'role' | 'service';
  readonly arn: string;
  /** The role behind a session. */
  readonly roleArn?: string;
}

/** An error in AWS's own words. `status` is the HTTP status of the answer. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** One parsed, validated and authorised call to a service that this plane acts for. */
export interface AwsCall {
  readonly service: string;
  readonly action: string;
  readonly input: Facts;
  readonly identity: Identity;
  readonly requestId: string;
}

/** A service of ours behind the gateway. Timestamps in answers are epoch seconds, as awsJson and restJson carry them. `owns` says which actions are ours; others go to moto. */
export interface AwsService {
  readonly service: string;
  owns(action: string): boolean;
  call(call: AwsCall): Promise<Facts>;
  /** The ARN that IAM is asked about where only the service knows it: the state machine behind a task token. */
  resourceOf?(action: string, input: Facts): string | undefined;
}

export type PolicyDocument = { readonly Version?: string; readonly Statement: readonly Facts[] };

export interface Permissions {
  defineRole(role: {
    readonly arn: string;
    readonly trust: PolicyDocument;
    readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[];
  }): void;
  /** Bucket, queue, key and function policies, by the ARN they guard. */
  definePolicyOf(resource: string, document: PolicyDocument): void;
  /** A session of a role for a service that its trust policy names, e.g. `lambda.amazonaws.com`; AccessDenied where it does not. */
  assume(roleArn: string, by: string, session: string): { readonly credentials: Credentials; readonly identity: Identity };
  /** Credentials of the person at the keyboard: everything is allowed to them that a resource policy does not deny. */
  readonly operator: { readonly credentials: Credentials; readonly identity: Identity };
  identityOf(accessKeyId: string): Identity | undefined;
  /** Throws AwsError (AccessDenied or AccessDeniedException, in AWS's words) unless allowed; remembers which statement allowed. */
  authorize(identity: Identity, action: string, resource: string, context?: Readonly<Record<string, string>>): void;
  /** An AWS service principal acting on a resource (events.amazonaws.com sending to a dead-letter queue): only the resource's policy counts. */
  authorizeService(principal: string, action: string, resource: string, context?: Readonly<Record<string, string>>): void;
  /** Every statement of every defined policy with how often it was the one that allowed, and every denial, for the scenario tests and `doctor`. */
  usage(): {
    readonly statements: readonly {
      readonly owner: string;
      readonly policy: string;
      readonly index: number;
      readonly sid?: string;
      readonly effect: 'Allow' | 'Deny';
      readonly allowed: number;
      /** How often each entry of its Action was the one that matched. */
      readonly actions: Readonly<Record<string, number>>;
    }[];
    readonly denials: readonly { readonly arn: string; readonly action: string; readonly resource: string; readonly at: string }[];
  };
}

export interface AwsEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Facts;
}

/** What a producer knows of an event; the bus adds envelope, id, account, region and time. */
export type Happening = {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Facts;
  readonly time?: Date;
};

export type RuleTarget = {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputTransformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
  readonly retry: { readonly attempts: number; readonly maximumAgeSeconds: number };
  readonly deadLetterArn?: string;
};

export interface EventBus {
  defineRule(rule: {
    readonly name: string;
    readonly arn: string;
    readonly state: 'ENABLED' | 'DISABLED';
    readonly pattern?: Facts;
    readonly schedule?: string;
    readonly targets: readonly RuleTarget[];
  }): void;
  publish(happening: Happening): AwsEvent;
  /** Every event since the start, newest last, with what became of each delivery. */
  history(): readonly {
    readonly event: AwsEvent;
    readonly deliveries: readonly {
      readonly rule: string;
      readonly target: string;
      readonly status: 'delivered' | 'retrying' | 'dead-lettered' | 'dropped';
      readonly error?: string;
    }[];
  }[];
}

export type FunctionDefinition = {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly handler: string;
  readonly runtime: string;
  /** The zip as packaged. */
  readonly zip: string;
  readonly timeoutSeconds: number;
  readonly memoryMB: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly tracing: boolean;
  readonly reservedConcurrency?: number;
  readonly asynchronous: { readonly retries: number; readonly maximumAgeSeconds: number; readonly onFailureArn?: string };
};

/** `error` is what Lambda answers with X-Amz-Function-Error: errorType is the error's `name`. */
export type Invoked = {
  readonly payload: string;
  readonly error?: { readonly errorType: string; readonly errorMessage: string; readonly trace?: readonly string[] };
  readonly requestId: string;
};

export interface LambdaHost {
  define(definition: FunctionDefinition): void;
  /** Waits for the answer. A function's own error is in the answer; timeouts and crashes too (Sandbox.Timedout, Runtime.ExitError). */
  invoke(arn: string, payload: string): Promise<Invoked>;
  /** Accepts the event (202) and works later: retries and the on-failure destination as configured. */
  invokeAsync(arn: string, payload: string): Promise<{ readonly requestId: string }>;
  /** How often each function was invoked, attempts counted, by function name. */
  invocations(): Readonly<Record<string, number>>;
  /** Resolves when no event is queued or running. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
