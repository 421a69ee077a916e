import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { compilePattern } from '../../local/bus/event-pattern.ts';
import { deployedFunctions } from '../world/hostile/deployed-functions.ts';
import { changed, EVENT_DOORS, loadHandlers, sampleOf } from './event-doors.ts';

const CONTEXT = { functionName: 'nacre-dev-test', awsRequestId: 'request-1', functionVersion: '$LATEST', memoryLimitInMB: '512', invokedFunctionArn: 'arn' };
const MEGABYTE = 'x'.repeat(1024 * 1024);

let handlers: Awaited<ReturnType<typeof loadHandlers>>;
const lines: string[] = [];
beforeAll(async () => {
  for (const level of ['info', 'error'] as const) jest.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)));
  handlers = await loadHandlers();
}, 120_000);
afterAll(() => void jest.restoreAllMocks());
beforeEach(() => void lines.splice(0));

/** What the door says of an event: the member that it names in its error and in its log, which hold nothing else of the event. */
async function refusal(name: string, event: unknown): Promise<string> {
  lines.splice(0);
  const error: unknown = await handlers
    .get(name)?.(event, CONTEXT)
    .then(
      () => 'taken',
      (reason: unknown) => reason,
    );
  if (!(error instanceof Error) || error.name !== 'InvalidEventError' || !('path' in error)) return `no refusal: ${String(error)}`;
  const path = String(error.path);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.length).toBeLessThan(8000);
  expect(lines[0]).toContain(`the event: ${path} is not as documented`);
  return path;
}

type Change = Parameters<typeof changed>[2];
const WRONG: Readonly<Record<string, Change>> = {
  'is missing': (holder, member) => void Reflect.deleteProperty(holder, member),
  'is renamed': (holder, member) => {
    holder[`${member.charAt(0).toUpperCase()}${member.slice(1)}_`] = holder[member];
    Reflect.deleteProperty(holder, member);
  },
  'is null': (holder, member) => void Reflect.set(holder, member, null),
  'is a list': (holder, member) => void Reflect.set(holder, member, [holder[member]]),
  'is an object': (holder, member) => void Reflect.set(holder, member, { value: holder[member] }),
  'is true': (holder, member) => void Reflect.set(holder, member, true),
  'is a number where text belongs, or text where a number does': (holder, member) =>
    void Reflect.set(holder, member, typeof holder[member] === 'number' ? MEGABYTE : 4711),
};

describe.each(EVENT_DOORS)('$name', ({ name, sample, needs }) => {
  it.each(Object.keys(WRONG))('refuses an event of which a member %s, and names the member', async (wrong) => {
    const event = await sampleOf(sample);

    const refused: string[] = [];
    for (const member of needs) refused.push(await refusal(name, changed(event, member, WRONG[wrong] ?? (() => undefined))));

    expect(refused).toEqual(needs);
  });

  it.each([
    ['nothing', null],
    ['a number', 42],
    ['text', 'Object Created'],
    ['a list of events', [{}]],
    ['a megabyte of text', MEGABYTE],
  ])('refuses %s as a whole', async (_, event) => {
    expect(await refusal(name, event)).toBe('the whole');
  });

  it('does not repeat what a megabyte holds', async () => {
    const event = await sampleOf(sample);

    await refusal(name, Object.fromEntries(Object.keys(event).map((member) => [member, { [MEGABYTE]: MEGABYTE }])));

    expect(lines.join()).not.toContain('xxx');
  });
});

/** The rules as deployed, each with the event that it is for. */
const rules = deployedFunctions().flatMap(({ name, rules: of }) =>
  of.flatMap(({ pattern }) => {
    const sample = EVENT_DOORS.find((door) => door.name === name)?.sample;
    return pattern && sample ? [{ name, sample, matches: compilePattern(JSON.parse(JSON.stringify(pattern).replaceAll(`\${sls:stage}`, 'dev'))) }] : [];
  }),
);

describe.each(rules)('the rule of $name', ({ sample, matches }) => {
  it('takes the event that AWS documents, with members that nobody has documented yet', async () => {
    const event = await sampleOf(sample);
    const extra = changed({ ...event, novelty: 1 }, 'detail.novelty', (holder, member) => void Reflect.set(holder, member, [{}]));

    expect([matches(event), matches(extra)]).toEqual([true, true]);
  });

  it.each([
    ['another account', 'account', '210987654321'],
    ['a source that anybody may use', 'source', 'nacre.sweep'],
    ['a source that only looks like AWS', 'source', 'aws.s3.example'],
    ['another type', 'detail-type', 'Object Found'],
  ])('hears nothing of %s', async (_, member, value) => {
    const event = await sampleOf(sample);

    expect(matches(changed(event, member, (holder, name) => void Reflect.set(holder, name, value)))).toBe(false);
  });
});

it('every function that a rule calls is among those that were tried', () => {
  const called = deployedFunctions().filter((each) => each.rules.length > 0);

  expect(called.map(({ name }) => name).filter((name) => !EVENT_DOORS.some((door) => door.name === name))).toEqual([]);
});
