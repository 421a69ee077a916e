import { type Mail, mailsTo } from './letter.ts';

export type Problem = { readonly line: number; readonly column: number; readonly path: string; readonly message: string };

/** A mail is one record, and a record holds 400 KB. */
const MOST_PROBLEMS = 40;

/** A project.yml that could not be applied: every problem with its line, and that the old definition stays. */
export function mailOfRefusedProject(facts: { readonly file: string; readonly problems: readonly Problem[]; readonly to: readonly string[] }): readonly Mail[] {
  const { file, problems, to } = facts;
  const named = problems.slice(0, MOST_PROBLEMS);
  return mailsTo(to, {
    subject: `${file} was not applied: ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}`,
    tone: 'bad',
    headline: `${file} was not applied`,
    opening: 'Nothing has changed: the definition that was applied before, if there was one, stays in force.',
    sections: [
      {
        heading: problems.length > named.length ? `The first ${named.length} of ${problems.length} problems` : 'Problems',
        lines: named.map(({ line, path, message }) => `line ${line}: ${path === '' ? 'the file' : path} ${message}`),
      },
    ],
    nextStep: 'Correct these lines and upload the file again. projects/README.md explains every member.',
    footer: 'nacre',
  });
}
