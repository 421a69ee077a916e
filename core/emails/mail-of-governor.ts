import type { GovernorMemory } from '../governor-memory.ts';
import type { RequestRecord } from '../records.ts';
import { reasonOf } from '../requests.ts';
import { type Mail, mailsTo } from './letter.ts';

type To = { readonly project: string; readonly owners: readonly string[] };

/** Something asks for a run of a project whose owners want to be asked first. */
export function mailOfSuggestion({ request, owners }: { readonly request: RequestRecord; readonly owners: readonly string[] }): readonly Mail[] {
  return mailsTo(owners, {
    subject: `${request.project}: a new training is suggested`,
    tone: 'neutral',
    headline: `A new training of ${request.project} is suggested`,
    opening: 'Nothing was started: governor.mode of the project is suggest.',
    sections: [{ heading: 'Asked for by', lines: [reasonOf(request)] }],
    nextStep: `If you want it: nacre request ${request.project} --why "...". Set governor.mode to run in project.yml where nobody needs to be asked.`,
    footer: `nacre, project ${request.project}, request ${request.id}. Until the cooldown is over, further suggestions are recorded without a mail.`,
  });
}

/** The day's budget holds up a run; said once a day. */
export function mailOfBudget({ project, reason, owners }: To & { readonly reason: string }): readonly Mail[] {
  return mailsTo(owners, {
    subject: `${project}: no training today, the budget is reached`,
    tone: 'bad',
    headline: `The budget of ${project} holds up a training`,
    opening: 'What was asked for is not lost: it is looked at again when the next day (UTC) begins.',
    sections: [{ heading: 'Why', lines: [reason] }],
    nextStep: `Nothing, if it may wait. Otherwise raise governor.budgetPerDay in project.yml, and then: nacre resume ${project} --why "..."`,
    footer: `nacre, project ${project}`,
  });
}

/** A person has paused the project: nothing opens until somebody resumes it. */
export function mailOfPause({ project, owners, who, why }: To & NonNullable<GovernorMemory['paused']>): readonly Mail[] {
  return mailsTo(owners, {
    subject: `${project}: paused`,
    tone: 'neutral',
    headline: `${project} is paused`,
    opening: 'No run opens until somebody resumes it. What is asked for meanwhile waits; a run that is at work goes on.',
    sections: [{ heading: 'Paused by', lines: [`${who}: ${why}`] }],
    nextStep: `When its data or code is in order: nacre resume ${project} --why "..."`,
    footer: `nacre, project ${project}`,
  });
}

/** A person has resumed the project. */
export function mailOfResumption({ project, owners, who, why }: To & { readonly who: string; readonly why: string }): readonly Mail[] {
  return mailsTo(owners, {
    subject: `${project}: resumed`,
    tone: 'good',
    headline: `${project} is resumed`,
    opening: 'What was asked for meanwhile is judged now; failures before this count no more.',
    sections: [{ heading: 'Resumed by', lines: [`${who}: ${why}`] }],
    footer: `nacre, project ${project}`,
  });
}
