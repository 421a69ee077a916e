import { figure } from '../quality/drift/wording.ts';
import type { Attempt, Check, RunRecord } from '../records.ts';
import type { Section } from './letter.ts';

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
    table: { head, rows: checks.map((check) => [...checkRow(check), ...(reigns ? [check.reigning === undefined ? '-' : figure(check.reigning, 6)] : [])]) },
  };
}

function checkRow({ metric, value, atMost, atLeast, passed }: Check): readonly string[] {
  const limit = atMost ?? atLeast ?? 0;
  const threshold = atMost === undefined ? `at least ${figure(limit, 6)}` : `at most ${figure(limit, 6)}`;
  return [metric, figure(value, 6), threshold, passed ? 'passed' : `missed by ${figure(Math.abs(value - limit))}`];
}

export function jobInWords({ job, instanceType, status, seconds }: Attempt): string {
  return `${job} on ${instanceType}: ${status ?? 'not ended'}${seconds === undefined ? '' : `, ${figure(seconds, 6)} s`}`;
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

/** What asked for the run, and the reasons that were given: a reason names its trigger, which stands alone only where more requests than reasons came from it. */
export function requestsSection({ requests, reasons = [] }: RunRecord): Section {
  const triggers = [...new Set(requests.map(({ trigger }) => trigger))];
  const counted = triggers.flatMap((trigger) => {
    const times = requests.filter((request) => request.trigger === trigger).length;
    if (times === 1 && reasons.some((reason) => reason.startsWith(trigger))) return [];
    return [times === 1 ? trigger : `${trigger}, ${times} requests`];
  });
  return { heading: 'Asked for by', lines: [...counted, ...reasons] };
}

/** The last line of every mail about a run. */
export const footer = ({ run, project }: RunRecord): string => `nacre, project ${project}, run ${run}. The whole story: nacre run ${run}`;
