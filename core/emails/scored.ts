import type { ReportLink } from '../notify-settings.ts';
import type { BatchRecord } from '../records.ts';
import { batchFooter, batchSection, modelSection, transformSection } from './batch-facts.ts';
import type { Letter, Section } from './letter.ts';

/** A mail is one record; drift.json tells of all. */
const MOST_TOLD = 20;

/** The rows have their predictions: how many, whether they are like those that the model knows, and where the result lies. */
export function scored(record: BatchRecord, links: ReportLink): Letter {
  const { project, checked, result } = record;
  const drifted = checked?.drifted === true;
  return {
    subject: `${project}: batch scored, ${result?.rows ?? 0} rows${drifted ? ', drift found' : ''}`,
    tone: drifted ? 'neutral' : 'good',
    headline: `${result?.rows ?? 0} rows of ${project} are scored`,
    opening: openingOf(record),
    sections: [
      ...reportSection(record, links),
      { heading: 'Result', lines: [result?.uri ?? '', `summary: ${result?.summary ?? ''}`, `\`nacre batch ${record.batch} --result result.csv\` fetches it.`] },
      ...driftSections(record),
      { heading: 'What was found', lines: checked?.findings ?? [] },
    ],
    ...(drifted && {
      nextStep:
        'Look at the columns above. If the data have really changed, provide rows with their true values under datasets/, so that a new model can learn them.',
    }),
    background: [batchSection(record), ...modelSection(record), ...transformSection(record)],
    footer: batchFooter(record),
  };
}

function reportSection({ batch, report }: BatchRecord, links: ReportLink): readonly Section[] {
  if (report === undefined) return [];
  const heading = 'Quality report';
  const kept = `It is kept at ${report}; \`nacre batch ${batch} --report report.html\` fetches it at any time.`;
  if (links === 'none') return [{ heading, lines: [kept] }];
  return [{ heading, link: { uri: report, by: links, words: 'Open the report' }, lines: [LINK_IN_WORDS[links], kept] }];
}

const LINK_IN_WORDS = {
  presigned: 'The link opens without a login, for whoever has this mail, for 12 hours at most; AWS may end it sooner.',
  console: 'The link leads to the AWS console, which asks for a login.',
} as const;

function openingOf({ checked }: BatchRecord): string {
  const aside = checked?.badRows ? ` ${checked.badRows} of ${checked.rows} rows could not be scored and were set aside.` : '';
  if (checked?.drifted === undefined) return `Whether the data have drifted is not known: there was no baseline to compare with.${aside}`;
  return `The data ${checked.drifted ? 'have drifted from' : 'are like'} what the model was trained on.${aside}`;
}

function driftSections({ checked }: BatchRecord): readonly Section[] {
  const section = (heading: string, findings: readonly { readonly sentence: string }[]): readonly Section[] => {
    if (findings.length === 0) return [];
    const more = findings.length > MOST_TOLD ? [`and ${findings.length - MOST_TOLD} more, all in ${checked?.drift ?? 'drift.json'}`] : [];
    return [{ heading, lines: [...findings.slice(0, MOST_TOLD).map(({ sentence }) => sentence), ...more] }];
  };
  return [...section('Drift', checked?.alarms ?? []), ...section('Worth a look', checked?.warnings ?? [])];
}
