/** Counts answered calls by `service:Action`, for the limits that tests hold (25 DynamoDB writes a run). */
export function countCalls(): { readonly count: (service: string, action: string) => void; readonly all: () => Readonly<Record<string, number>> } {
  const counts = new Map<string, number>();
  return {
    count: (service, action) => void counts.set(`${service}:${action}`, (counts.get(`${service}:${action}`) ?? 0) + 1),
    all: () => Object.fromEntries(counts),
  };
}
