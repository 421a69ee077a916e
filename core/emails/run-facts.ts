import type { Check, RunRecord } from '../records.ts';
import type { Section } from './letter.ts';

/** At most six significant digits: mails are read on phones. */
export const figure = (value: number): string => String(Number(value.toPrecision(6)));

/** Which data made this, as an auditor would ask: object versions, hash, counts, and whether it was a stand-in. */
export function dataSection({ dataset, objects = [], verdict }: RunRecord): Section {
  const used = dataset?.objects ?? objects;
  const named = used.slice(0, 10).map(({ key, versionId }) => `${key} (version ${versionId})`);
  const more = used.length > 10 ? [`and ${used.length - 10} more, all named in the run's record`] : [];
  const counts = dataset ? [`${dataset.rows} rows, ${dataset.badRows} set aside, sha256 ${dataset.sha256}`] : [];
  const findings = (dataset?.findings ?? []).filter((finding) => !verdict?.details.includes(finding));
  const standIn = dataset?.standIn ? ['This is a generated stand-in, not the real data set: the figures say nothing about real data.'] : [];
  return { heading: 'Data', lines: [...named, ...more, ...counts, ...findings, ...standIn] };
}

/** Each threshold with what was reached, by how much it was missed, and what the reigning model has. */
export function checksSection(checks: readonly Check[]): Section {
  const reigns = checks.some(({ reigning }) => reigning !== undefined);
  const head = ['metric', 'value', 'threshold', 'result', ...(reigns ? ['reigning'] : [])];
  return {
    heading: 'Thresholds',
    table: { head, rows: checks.map((check) => [...checkRow(check), ...(reigns ? [check.reigning === undefined ? '-' : figure(check.reigning)] : [])]) },
  };
}

function checkRow({ metric, value, atMost, atLeast, passed }: Check): readonly string[] {
  const limit = atMost ?? atLeast ?? 0;
  const threshold = atMost === undefined ? `at least ${figure(limit)}` : `at most ${figure(limit)}`;
  return [metric, figure(value), threshold, passed ? 'passed' : `missed by ${Number(Math.abs(value - limit).toPrecision(4))}`];
}

/** Where to look further. */
export function trackingSection({ mlflow }: RunRecord): readonly Section[] {
  if (!mlflow) return [];
  const where = mlflow.url ?? (mlflow.runId ? `run ${mlflow.runId}` : undefined);
  return [
    {
      heading: 'Experiment tracking',
      lines: where ? [`${mlflow.experiment}: ${where}`] : [`missing: ${mlflow.missing ?? 'the training reported no tracking'}; the run itself is not affected`],
    },
  ];
}

/** What asked for the run, and the reasons that were given. */
export function requestsSection({ requests, reasons = [] }: RunRecord): Section {
  const counted = new Map<string, number>();
  for (const { trigger } of requests) counted.set(trigger, (counted.get(trigger) ?? 0) + 1);
  return { heading: 'Asked for by', lines: [...[...counted].map(([trigger, times]) => (times === 1 ? trigger : `${trigger}, ${times} requests`)), ...reasons] };
}

/** The last line of every mail about a run. */
export const footer = ({ run, project }: RunRecord): string => `nacre, project ${project}, run ${run}. The whole story: nacre run ${run}`;
