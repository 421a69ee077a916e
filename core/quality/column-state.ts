import type { Column } from '../project.ts';
import type { ColumnProfile, InferredType, TextsProfile } from './column-profile.ts';
import { NumberState } from './number-state.ts';
import type { SavedColumn } from './saved-column.ts';
import { TextState } from './text-state.ts';

/** Everything about one column so far. States of parts of a data set merge, in any order, into the state of the whole. */
export class ColumnState {
  missing = 0;
  notFinite = 0;

  readonly numbers: NumberState;
  readonly texts: TextState;

  constructor(numbers = new NumberState(), texts = new TextState()) {
    this.numbers = numbers;
    this.texts = texts;
  }

  static restored({ missing, notFinite, numbers, texts }: SavedColumn): ColumnState {
    const state = new ColumnState(NumberState.restored(numbers), TextState.restored(texts));
    state.missing = missing;
    state.notFinite = notFinite;
    return state;
  }

  saved(): SavedColumn {
    return { missing: this.missing, notFinite: this.notFinite, numbers: this.numbers.saved(), texts: this.texts.saved() };
  }

  merge(other: ColumnState): void {
    this.numbers.merge(other.numbers);
    this.texts.merge(other.texts);
    this.missing += other.missing;
    this.notFinite += other.notFinite;
  }

  /** `declared`: the contract's column; without one the values themselves say what type they are. */
  profile(name: string, declared?: Column): ColumnProfile {
    const numbers = this.numbers.profile();
    const integers = this.numbers.moments.integers;
    const inferredType = declared === undefined ? this.#inferredType() : declaredType(declared);
    const texts = inferredType === 'String' ? this.#allTexts(numbers?.distinct ?? 0) : undefined;
    return {
      name,
      inferredType,
      present: this.numbers.moments.count + this.texts.count,
      missing: this.missing + this.notFinite,
      notFinite: this.notFinite,
      integers,
      ...(numbers === undefined ? {} : { numbers }),
      ...(texts === undefined ? {} : { texts }),
      ...(declared?.values === undefined ? {} : { domain: declared.values }),
    };
  }

  #inferredType(): InferredType {
    if (this.texts.count > 0) return 'String';
    const { count, integers } = this.numbers.moments;
    if (count === 0) return 'Unknown';
    return integers === count ? 'Integral' : 'Fractional';
  }

  /** Numbers among texts are texts too, written as JavaScript writes them. */
  #allTexts(distinctNumbers: number): TextsProfile | undefined {
    if (this.numbers.moments.count === 0) return this.texts.profile();
    const all = new TextState();
    all.merge(this.texts);
    const { dictionary } = this.numbers;
    if (dictionary !== undefined) {
      const { values, counts } = dictionary.sorted();
      values.forEach((value, at) => {
        all.addText(String(value), counts[at] ?? 0);
      });
    }
    const texts = all.profile();
    return texts === undefined || dictionary !== undefined ? texts : { ...texts, distinct: texts.distinct + distinctNumbers, exact: false };
  }
}

function declaredType({ type }: Column): InferredType {
  if (type === 'number') return 'Fractional';
  return type === 'integer' ? 'Integral' : 'String';
}
