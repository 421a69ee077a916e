const RUN = /^(?<project>.+)-(?<number>\d{1,6})-[a-z0-9]{6}$/;

/** A run's name is also its execution's name and the stem of its job names: at most 36 characters, and the project can be read from it. */
export function nameRun(project: string, number: number, suffix: string): string {
  return `${project}-${number}-${suffix}`;
}

/** Undefined for a name that is no run's, such as that of an execution started by hand. */
export function parseRunName(run: string): { readonly project: string; readonly number: number } | undefined {
  const { project, number } = RUN.exec(run)?.groups ?? {};
  return project === undefined || number === undefined ? undefined : { project, number: Number(number) };
}
