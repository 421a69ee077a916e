export type Moment = { readonly due: number; readonly order: number; happen: (() => void) | undefined };

/** What is to come, the next one first: a binary heap, for in a storm hundreds of thousands wait at once. Who is let go is skipped when its time comes. */
export class Moments {
  readonly #heap: Moment[] = [];

  add(moment: Moment): void {
    let place = this.#heap.length;
    for (let above = (place - 1) >> 1; place > 0 && isBefore(moment, this.#heap[above]); above = (place - 1) >> 1) {
      this.#move(above, place);
      place = above;
    }
    this.#heap[place] = moment;
  }

  next(): Moment | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].happen === undefined) this.pop();
    return this.#heap[0];
  }

  pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let place = 0;
    for (let below = this.#earlierBelow(place); isBefore(this.#heap[below], last); below = this.#earlierBelow(place)) {
      this.#move(below, place);
      place = below;
    }
    this.#heap[place] = last;
  }

  #earlierBelow(place: number): number {
    const left = 2 * place + 1;
    return isBefore(this.#heap[left + 1], this.#heap[left]) ? left + 1 : left;
  }

  #move(from: number, to: number): void {
    const moment = this.#heap[from];
    if (moment) this.#heap[to] = moment;
  }
}

/** Equal times keep the order in which they were put; what is not there is before nothing. */
function isBefore(one: Moment | undefined, other: Moment | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}
