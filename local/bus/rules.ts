import type { EventBus, Facts } from '../plane.ts';
import { compilePattern, type EventMatch } from './event-pattern.ts';
import { REACHABLE } from './send-to-target.ts';

export type RuleDefinition = Parameters<EventBus['defineRule']>[0];

export type Rule = RuleDefinition & { readonly matches: EventMatch };

/** Refuses at definition what could only fail at delivery: a bad pattern, a target that nothing here can reach. */
export function compileRule(definition: RuleDefinition): Rule {
  const { name, pattern, schedule, targets } = definition;
  if (pattern === undefined && schedule === undefined) throw new Error(`rule ${name} has neither a pattern nor a schedule; give it one`);
  for (const { arn, roleArn } of targets) {
    const service = arn.split(':')[2] ?? '';
    if (!REACHABLE.includes(service)) throw new Error(`rule ${name} sends to ${arn}; the laptop cloud delivers to Lambda, SQS and Step Functions`);
    if (service === 'states' && roleArn === undefined) throw new Error(`rule ${name} starts ${arn} without a role; give the target a RoleArn`);
  }
  return { ...definition, matches: pattern === undefined ? () => false : compilePattern(pattern) };
}

/** A rule as DescribeRule and ListRules tell it. */
export function describedRule({ name, arn, state, pattern, schedule }: Rule): Facts {
  return {
    Name: name,
    Arn: arn,
    State: state,
    EventBusName: 'default',
    ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
    ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
  };
}

/** A rule's targets as ListTargetsByRule tells them. */
export function describedTargets({ targets }: Rule): readonly Facts[] {
  return targets.map(({ id, arn, roleArn, input, inputPath, inputTransformer, retry, deadLetterArn }) => ({
    Id: id,
    Arn: arn,
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    ...(input === undefined ? {} : { Input: input }),
    ...(inputPath === undefined ? {} : { InputPath: inputPath }),
    ...(inputTransformer === undefined ? {} : { InputTransformer: { InputPathsMap: inputTransformer.paths, InputTemplate: inputTransformer.template } }),
    RetryPolicy: { MaximumRetryAttempts: retry.attempts, MaximumEventAgeInSeconds: retry.maximumAgeSeconds },
    ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterArn } }),
  }));
}
