/** Progress and remarks go to standard error, so that standard output holds the answer alone. */
export const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** The answer: one JSON document with --json, else text for a person. */
export function answer(json: boolean | undefined, document: unknown, text: () => string): void {
  const printed = json ? JSON.stringify(document, null, 2) : text();
  process.stdout.write(printed.endsWith('\n') ? printed : `${printed}\n`);
}
