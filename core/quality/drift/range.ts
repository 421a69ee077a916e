import type { ColumnProfile } from '../column-profile.ts';
import type { Finding } from './drift-report.ts';
import { percent } from './wording.ts';

/** From here on, a share says nothing; it may even be beyond the largest number. */
const MANY = 1000;

/** Values beyond the baseline's extremes. With enough rows every batch has one, so they are told and never an alarm; by how much is told, not the values. */
export function outsideRange({ name, numbers: before }: ColumnProfile, { numbers: now }: ColumnProfile): readonly Finding[] {
  if (before === undefined || now === undefined) return [];
  const width = before.max - before.min;
  const by = (distance: number) => (width > 0 ? `by ${inWords(distance / width)} the baseline's range` : 'where the baseline has one value only');
  const finding = (sentence: string): Finding => ({ column: name, check: 'range_check', sentence });
  return [
    ...(now.min < before.min ? [finding(`${name}: the smallest value lies below the baseline's, ${by(before.min - now.min)}.`)] : []),
    ...(now.max > before.max ? [finding(`${name}: the largest value lies above the baseline's, ${by(now.max - before.max)}.`)] : []),
  ];
}

const inWords = (widths: number): string => (widths < MANY ? `${percent(widths)} of` : `more than ${MANY} times`);
