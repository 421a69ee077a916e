import type { DriftReport, Finding } from './drift-report.ts';

/** constraint_violations.json, in the format that Model Monitor's readers know. */
export interface ConstraintViolations {
  readonly violations: readonly { readonly feature_name: string; readonly constraint_check_type: Finding['check']; readonly description: string }[];
}

/** Every alarm is a violation; warnings are none. */
export function violationsOf({ alarms }: Pick<DriftReport, 'alarms'>): ConstraintViolations {
  return { violations: alarms.map(({ column, check, sentence }) => ({ feature_name: column, constraint_check_type: check, description: sentence })) };
}
