import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = new URL('../../../infrastructure/functions/', import.meta.url);
const USUAL_TIMEOUT = 120;

const Rule = z.object({ eventBridge: z.object({ name: z.string(), pattern: z.record(z.string(), z.unknown()).optional(), schedule: z.string().optional() }) });
const Declared = z.object({
  handler: z.string(),
  timeout: z.number().default(USUAL_TIMEOUT),
  maximumRetryAttempts: z.number().default(0),
  environment: z.record(z.string(), z.string()).default({}),
  events: z.array(Rule).default([]),
});

/** A function as it is deployed: its limit in seconds, how often an event is tried again, what calls it. */
export type DeployedFunction = {
  readonly name: string;
  readonly file: string;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly rules: readonly z.infer<typeof Rule>['eventBridge'][];
};

/** As the functions of every world see the stage's name. */
export const STAGE = `\${sls:stage}`;

/** What the deployment's references stand for in every world; a text of a reference that is not here stays as it is written. */
export const NAMES: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  Records: 'records',
  DataBucket: 'nacre-dev-data-123456789012-eu-west-1',
  ArtifactsBucket: 'nacre-dev-artifacts-123456789012-eu-west-1',
  ConfigBucket: 'nacre-dev-config-123456789012-eu-west-1',
  OperatorMail: 'operators@example.com',
  MailFrom: 'nacre@example.com',
};

/** All functions that are deployed, read from the files that deploy them: a new one is part of every world as soon as it is listed there. */
export function deployedFunctions(): readonly DeployedFunction[] {
  const texts = readdirSync(FOLDER).map((file) =>
    readFileSync(new URL(file, FOLDER), 'utf8').replaceAll(/\$\{self:custom\.arns\.([A-Za-z]+)\}/g, (_, name) => stateMachineArn(`nacre-dev-${kebab(name)}`)),
  );
  return texts.flatMap((text) =>
    Object.entries(z.record(z.string(), Declared).parse(parse(text, { merge: true, customTags: [named('!Ref'), named('!GetAtt'), named('!Sub')] }))).map(
      ([name, { handler, timeout, maximumRetryAttempts, environment, events }]) => ({
        name,
        file: handler.replace(/\.handler$/, '.ts'),
        timeoutSeconds: timeout,
        retries: maximumRetryAttempts,
        environment,
        rules: events.map(({ eventBridge }) => eventBridge),
      }),
    ),
  );
}

const named = (tag: string) => ({ tag, resolve: (text: string) => NAMES[text] ?? text });

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The ARNs that several functions name are those of state machines, as far as a function's code or a rule sees them. */
export const stateMachineArn = (name: string) => `arn:aws:states:eu-west-1:123456789012:stateMachine:${name}`;
