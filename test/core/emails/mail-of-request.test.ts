import { describe, expect, it } from '@jest/globals';
import { mailOfRefusedProject } from '../../../core/emails/mail-of-project.ts';
import { mailOfAnswered, mailOfSuperseded } from '../../../core/emails/mail-of-request.ts';
import { mailOfUnknownProject } from '../../../core/emails/mail-of-unknown-project.ts';

const object = { bucket: 'nacre-dev-data-123456789012-eu-west-1', key: 'abalone/datasets/a b.csv', versionId: 'v1' };

describe('the mails of what never became a run', () => {
  it('tell that an older version arrived late', () => {
    expect(mailOfSuperseded({ project: 'abalone', object, newer: 'v2', owners: ['data-science@example.com'] })).toMatchSnapshot();
  });

  it('tell that a file arrived late whose data, or newer, a run had read', () => {
    const reason = 'run abalone-7-x1y2z3 has read version v9 of abalone/datasets/c.csv, which is newer';

    expect(mailOfAnswered({ project: 'abalone', object, reason, owners: ['data-science@example.com'] })).toMatchSnapshot();
  });

  it('tell the operator of a file that no project answers to', () => {
    expect(mailOfUnknownProject('datasets', { project: 'ghost', object, operator: 'operators@example.com' })).toMatchSnapshot();
  });

  it('tell which lines of a project.yml must change', () => {
    const problems = [{ line: 4, column: 3, path: 'data.columns[2].type', message: 'write one of number, integer, category, text' }];

    expect(mailOfRefusedProject({ file: 'projects/abalone/project.yml', problems, to: ['operators@example.com'] })).toMatchSnapshot();
  });

  it('name the first forty problems of a project.yml that has hundreds', () => {
    const problems = Array.from({ length: 300 }, (_, at) => ({ line: at + 1, column: 1, path: '', message: 'is no valid YAML' }));

    const [mail] = mailOfRefusedProject({ file: 'projects/abalone/project.yml', problems, to: ['operators@example.com'] });

    expect(mail?.subject).toContain('300 problems');
    expect(mail?.text).toContain('The first 40 of 300 problems\n  line 1: the file is no valid YAML');
    expect(mail?.text).not.toContain('line 41');
  });
});
