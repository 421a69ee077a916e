import { ReconcileDue } from './reconcile-due.ts';

/** EventBridge "Scheduled Event" of the rule that calls sweepUploads: it carries nothing but the time. */
export const SweepDue = ReconcileDue;
export type SweepDue = ReconcileDue;
