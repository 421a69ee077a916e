import type { ColumnState } from './column-state.ts';
import type { SetAsideList } from './set-aside-list.ts';

/** What is known once rows are taken, of a whole data set or of a part: the states hold the good ones. */
export interface TakenRows {
  readonly rows: number;
  readonly badRows: number;
  readonly states: readonly ColumnState[];
  readonly setAside: SetAsideList;
}
