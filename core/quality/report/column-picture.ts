import type { ColumnProfile } from '../column-profile.ts';
import { categoryPicture } from './category-picture.ts';
import { numberPicture } from './number-picture.ts';
import type { Picture } from './picture.ts';
import { present, type Sides } from './sides.ts';

/** As the tests see the column: by the baseline's type, else the batch's. Without a picture, why there is none. */
export function columnPicture(columns: Sides<ColumnProfile>): Picture | string {
  const sides = present(columns);
  const type = sides.map(({ inferredType }) => inferredType).find((inferred) => inferred !== 'Unknown');
  const picture = type === 'String' ? categoryPicture(columns) : numberPicture(columns);
  if (picture !== undefined) return picture;
  if (sides.every(({ present: values }) => values === 0)) return 'There are no values.';
  return 'Free text or keys: the values are not shown.';
}
