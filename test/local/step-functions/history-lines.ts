/** The history as lines: id, the event it follows from, type. */
export const lines = (events: readonly { readonly id: number; readonly previousEventId: number; readonly type: string }[]) =>
  events.map(({ id, previousEventId, type }) => `${id} < ${previousEventId} ${type}`);
