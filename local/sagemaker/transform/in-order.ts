/** Works on at most `most` of the sources at once and gives what comes of them in the sources' order. A failure ends it, once what is under way has ended. */
export async function* inOrder<Source, Result>(
  sources: Iterable<Source> | AsyncIterable<Source>,
  most: number,
  work: (source: Source) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for await (const source of sources) {
      const result = work(source);
      result.catch(() => undefined);
      underWay.push(result);
      const first = underWay.length < most ? undefined : underWay.shift();
      if (first) yield await first;
    }
    for (let first = underWay.shift(); first; first = underWay.shift()) yield await first;
  } finally {
    await Promise.allSettled(underWay);
  }
}
