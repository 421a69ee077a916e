/** Which cells of a row are kept; undefined stands for a cell that is not there. */
export type RowFilter = (cells: readonly string[]) => readonly (string | undefined)[];

/** Reads the JSONPath that SageMaker takes for rows, which are arrays of cells: `$`, `$[0,-1]`, `$[1:]`. Undefined for any other. */
export function readRowFilter(path: string): RowFilter | undefined {
  const text = path.replaceAll(' ', '');
  if (['$', '$.*', '$[*]'].includes(text)) return (cells) => cells;
  const picked = /^\$\[(-?\d+(?:,-?\d+)*)\]$/.exec(text)?.[1];
  if (picked !== undefined) {
    const positions = picked.split(',').map(Number);
    return (cells) => positions.map((position) => cells.at(position));
  }
  const [, from, to] = /^\$\[(-?\d*):(-?\d*)\]$/.exec(text) ?? [];
  if (from === undefined || to === undefined || from === '-' || to === '-') return undefined;
  return (cells) => cells.slice(from === '' ? 0 : Number(from), to === '' ? cells.length : Number(to));
}
