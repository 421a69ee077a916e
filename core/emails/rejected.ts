import type { RunRecord } from '../records.ts';
import type { Letter } from './letter.ts';
import { checksSection, dataSection, footer, requestsSection, trackingSection } from './run-facts.ts';

/** The model was trained but missed a threshold: which, by how much, and what the reigning model has. */
export function rejected(run: RunRecord): Letter {
  const missed = (run.gate?.checks ?? []).filter(({ passed }) => !passed).map(({ metric }) => metric);
  return {
    subject: `${run.project}: model rejected by its thresholds (${missed.join(', ')})`,
    tone: 'bad',
    headline: `The new model of ${run.project} missed ${missed.length === 1 ? 'a threshold' : `${missed.length} thresholds`}`,
    opening: 'It was trained and judged, and was not registered. The reigning model, if there is one, stays.',
    sections: [checksSection(run.gate?.checks ?? [])],
    background: [dataSection(run), requestsSection(run), ...trackingSection(run)],
    nextStep:
      run.verdict?.nextStep ?? 'Look at the training in experiment tracking; give better data, change the model, or change the threshold in project.yml.',
    footer: footer(run),
  };
}
