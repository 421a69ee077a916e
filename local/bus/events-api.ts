import { isObject } from '../json-object.ts';
import { AwsError, type AwsEvent, type AwsService, type Facts, type Happening } from '../plane.ts';
import { compilePattern } from './event-pattern.ts';
import { putEvents } from './put-events.ts';
import { describedRule, describedTargets, type Rule } from './rules.ts';

export type BusDesk = {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly publish: (happening: Happening) => AwsEvent;
  /** Switches a rule on or off. */
  readonly switchRule: (rule: Rule, state: 'ENABLED' | 'DISABLED') => void;
};

/** What of EventBridge's API the laptop answers; rules themselves come from the compiled template only. */
export function eventsApi(desk: BusDesk): AwsService {
  const actions: Readonly<Record<string, (input: Facts) => Facts>> = {
    PutEvents: (input) => putEvents(input, desk.publish),
    TestEventPattern: testEventPattern,
    ListRules: (input) => ({ Rules: [...desk.rules.values()].filter(({ name }) => name.startsWith(String(input['NamePrefix'] ?? ''))).map(describedRule) }),
    ListTargetsByRule: (input) => ({ Targets: describedTargets(ruleIn(desk, input, 'Rule')) }),
    DescribeRule: (input) => describedRule(ruleIn(desk, input, 'Name')),
    EnableRule: (input) => switched(desk, input, 'ENABLED'),
    DisableRule: (input) => switched(desk, input, 'DISABLED'),
  };
  return {
    service: 'events',
    owns: () => true,
    call: async ({ action, input }) => {
      const answer = actions[action];
      if (answer) return answer(input);
      throw new AwsError('NotImplementedLocally', `events:${action} is not part of the laptop cloud; rules come from the compiled template`, 501);
    },
  };
}

function switched(desk: BusDesk, input: Facts, state: 'ENABLED' | 'DISABLED'): Facts {
  desk.switchRule(ruleIn(desk, input, 'Name'), state);
  return {};
}

function ruleIn({ rules }: BusDesk, input: Facts, member: string): Rule {
  const name = String(input[member]);
  const rule = rules.get(name);
  if (rule) return rule;
  throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
}

const ENVELOPE = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

function testEventPattern(input: Facts): Facts {
  const event = parsed(String(input['Event']), 'Event', 'ValidationException');
  const missing = isObject(event) ? ENVELOPE.find((name) => !(name in event)) : 'the event';
  if (missing !== undefined) throw new AwsError('ValidationException', `Parameter Event is not valid. Reason: ${missing} is missing.`);
  return { Result: compilePattern(parsed(String(input['EventPattern']), 'EventPattern', 'InvalidEventPatternException'))(event) };
}

function parsed(text: string, parameter: string, code: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AwsError(code, `Parameter ${parameter} is not valid. Reason: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
