import { type Asked, commandProject } from '../command-project.ts';
import { answer } from '../print.ts';
import { findTarget, type TargetOptions } from '../target.ts';

/** `nacre request|pause|resume PROJECT` and `nacre retry|cancel RUN`: what a person wants, told to the function that IAM guards. */
export async function command(asked: Asked, options: TargetOptions & { readonly json?: boolean }): Promise<void> {
  const told = await commandProject(await findTarget(options), asked);
  answer(options.json, told, () =>
    Object.entries(told)
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join(', '),
  );
}
