/** The cells of one line as they are written, quotes included; undefined where a quote is never closed, as in half of a record. */
export function cellsOf(line: string): readonly string[] | undefined {
  const cell = /("[^"]*(?:""[^"]*)*"|(?!")[^,]*)(,|$)/y;
  const cells: string[] = [];
  while (true) {
    const [, text = '', end] = cell.exec(line) ?? [];
    if (end === undefined) return undefined;
    cells.push(text);
    if (end === '') return cells;
  }
}
