import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readProjectFile } from '../../core/read-project-file.ts';

const file = readFileSync(new URL('../../projects/abalone/project.yml', import.meta.url), 'utf8');

/** The problems as `line:column member message`. */
function problemsOf(text: string, folder = 'abalone'): readonly string[] {
  const read = readProjectFile(text, folder);
  return 'problems' in read ? read.problems.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`) : [];
}

/** What to replace and by what, to give the project a schedule. */
const scheduled = (expression: string, timezone: string) =>
  ['model: abalone ', `schedule: { expression: "${expression}", timezone: "${timezone}" }\n  model: abalone `] as const;
const lineOf = (text: string) => file.split('\n').findIndex((line) => line.includes(text)) + 1;

describe('a project.yml', () => {
  it('is read with its defaults', () => {
    const read = readProjectFile(file, 'abalone');

    expect(read).toMatchObject({ definition: { project: 'abalone', approval: 'automatic', retrain: { onDrift: 'with-labels' }, training: { attempts: 3 } } });
  });

  it.each([
    ['a misspelt member', 'badRowsAtMost', 'badRowAtMost', 'data.badRowAtMost is not known here; did you mean "badRowsAtMost"?'],
    ['a misspelt choice', 'use: latest', 'use: lates', 'data.use is none of latest, all; did you mean "latest"?'],
    ['a target that is no column', 'target: Rings', 'target: Ring', 'data.target is none of the columns; did you mean "Rings"?'],
    ['a text as number', 'rowsAtLeast: 100', 'rowsAtLeast: many', 'data.rowsAtLeast is a text; write a number'],
    ['a share above one', 'badRowsAtMost: 0.05', 'badRowsAtMost: 5', 'data.badRowsAtMost write a number of at most 1'],
    ['an instance type of EC2', 'ml.g5.xlarge', 'g5.xlarge', 'training.instanceTypes[0] write a SageMaker instance type such as ml.g5.xlarge'],
    ['a misspelt limit', 'atMost: 2.30', 'atMst: 2.30', 'thresholds[0].atMst is not known here; did you mean "atMost"?'],
    ['a limit on both sides', 'atMost: 2.30', 'atMost: 2.30, atLeast: 1', 'thresholds[0] fits none of the forms {metric, atMost} or {metric, atLeast}'],
    ['an owner without an address', 'data-science@example.com', 'me', 'owners[0] write a mail address such as team@example.com'],
    [
      'a hyperparameter that nacre sets',
      'batch_size: 32',
      'target: 32',
      'training.hyperparameters.target is set by nacre from the rest of this file; choose another name',
    ],
    ['values of a number', '{ name: Length, type: number }', '{ name: Length, type: number, values: [a] }', 'belongs to columns of type category'],
    [
      'a wait for spot instances that is shorter than the training',
      'model: abalone ',
      'spot: { maxWaitSeconds: 60 }\n  model: abalone ',
      'training.spot.maxWaitSeconds is shorter than training.maxRuntimeSeconds (3600), which it includes; write at least as much',
    ],
    ['a cron of Unix', ...scheduled('cron(0 3 * * *)', 'UTC'), 'training.schedule.expression has 5 cron fields; write six'],
    [
      'an offset as time zone',
      ...scheduled('rate(1 day)', '+01:00'),
      'training.schedule.timezone write a time zone of the IANA database, such as Europe/Berlin',
    ],
    ['a time zone that nobody has', ...scheduled('rate(1 day)', 'Mars/Olympus'), 'training.schedule.timezone write a time zone of the IANA database'],
    [
      'an alarm that can never go off',
      'thresholds:',
      'monitoring: { alarm: { drifted: 3, of: 2 } }\nthresholds:',
      'monitoring.alarm can never go off: 3 of the last 2 batches',
    ],
    ['an empty member', 'description: Predicts', 'description: # Predicts', 'description is empty; write a text'],
  ])('with %s is refused, naming the line and what to write', (_, right, wrong, told) => {
    const [problem, ...others] = problemsOf(file.replace(right, wrong));

    expect(others).toEqual([]);
    expect(problem).toContain(told);
    expect(problem?.split(':')[0]).toBe(String(lineOf(right)));
  });

  it('with a budget for machines without a price is refused, until it names one', () => {
    const priced = (governor: string) =>
      file.replace('ml.g6.xlarge]', 'ml.p9.xlarge]').replace('approval: automatic', `approval: automatic\ngovernor: ${governor}`);

    expect(problemsOf(priced('{ budgetPerDay: 5 }'))).toEqual([
      expect.stringContaining(
        'training.instanceTypes[2] has no known price, which governor.budgetPerDay needs; write its US dollars an hour as governor.prices: { ml.p9.xlarge: 1.23 }',
      ),
    ]);
    expect(problemsOf(priced('{ budgetPerDay: 5, prices: { ml.p9.xlarge: 98.32 } }'))).toEqual([]);
  });

  it('that lacks a member points at the group that lacks it', () => {
    const problems = problemsOf(file.replace('  model: abalone', '  modle: abalone'));

    expect(problems).toEqual([
      `${lineOf('training:')}:1 training.model is missing; write a text`,
      `${lineOf('model: abalone')}:3 training.modle is not known here; did you mean "model"?`,
    ]);
  });

  it('names every problem at once, in the order of the lines', () => {
    const problems = problemsOf(file.replace('owners:', 'owner:').replace('target: Rings', 'target: 5').replace('approval: automatic', 'approval: none'));

    expect(problems.map((problem) => problem.split(' ')[1])).toEqual(['owners', 'owner', 'data.target', 'approval']);
  });

  it('must lie in the folder of its project', () => {
    expect(problemsOf(file, 'whelk')).toEqual(['2:10 project does not match the folder projects/whelk/; write "whelk" or move the file to projects/abalone/']);
  });

  it('names a column twice only to be told both places', () => {
    expect(problemsOf(file.replace('name: Diameter', 'name: Length'))).toEqual([
      `${lineOf('Diameter')}:15 data.columns[2].name names column "Length" again (first in entry 2); names must differ`,
    ]);
  });

  it('is refused where it is too large for a record, aliases written out', () => {
    const values = Array.from({ length: 900 }, (_, at) => `value number ${at}`).join(', ');
    const many = Array.from({ length: 12 }, (_, at) => `    - { name: c${at}, type: category, values: ${at === 0 ? `&all [${values}]` : '*all'} }\n`).join('');

    expect(problemsOf(file.replace('    - { name: Length', `${many}    - { name: Length`))).toEqual([
      '1:1  says more than the 120000 bytes that a record keeps of it; name fewer columns or fewer values of categories',
    ]);
  });

  it('may have hundreds of columns', () => {
    const many = Array.from({ length: 800 }, (_, index) => `    - { name: measurement number ${index}, type: number }\n`).join('');

    expect(problemsOf(file.replace('    - { name: Length', `${many}    - { name: Length`))).toEqual([]);
  });
});

describe('a text that is no project.yml', () => {
  it.each([
    ['nothing', '', '1:1  is empty'],
    ['only a comment', '# later', '1:1  is empty'],
    ['a list', '- abalone', '1:1  is a list; write a group of members'],
    ['an open bracket', 'project: [abalone', '1:18  is no valid YAML'],
    ['a tab as indentation', 'data:\n\tuse: all', '2:1  is no valid YAML: Tabs are not allowed as indentation'],
    ['one member twice', 'project: abalone\nproject: abalone', '2:1  is no valid YAML: Map keys must be unique'],
    ['two documents', 'project: abalone\n---\nproject: abalone', '2:1  is no valid YAML: Source contains multiple documents'],
    ['an alias of nothing', 'project: *name', '1:1  uses an alias (*name) that is not defined'],
  ])('such as %s is refused with its place', (_, text, told) => {
    expect(problemsOf(text)[0]).toContain(told);
  });

  it('such as a file of data is refused unread', () => {
    expect(problemsOf('x'.repeat(200_001))[0]).toContain('is longer than 200000 characters');
  });

  it('such as aliases that multiply is refused before it fills the memory', () => {
    const levels = Array.from({ length: 20 }, (_, level) => `a${level}: &a${level} [${level === 0 ? 'x' : `*a${level - 1}, *a${level - 1}, *a${level - 1}`}]`);

    expect(problemsOf(levels.join('\n'))[0]).toContain('uses an alias');
  });
});
