import type { Interference } from '../../local/gateway/interference.ts';
import type { AwsCall, AwsError, Facts, Identity } from '../../local/plane.ts';
import { Laptop } from './laptop.ts';

/** Which call is meant: by the function of that key, of this action (`states:StartExecution`), with these texts in its input; the first `times` of them. */
export type Chosen = { readonly by: string; readonly call: string; readonly about: readonly string[]; readonly times?: number };

type Pass = Parameters<Interference>[1];
type Fault = Chosen & { left: number; readonly does: (call: AwsCall, pass: Pass) => ReturnType<Interference> };

/** What goes wrong between the functions of a laptop cloud and AWS: sandboxes die before or after a call, answers are refusals, calls hang. */
export class Faults {
  readonly #faults: Fault[] = [];
  #crash: (session: Identity) => Promise<void> = async () => undefined;

  /** The sandbox dies with the call unsent. */
  diesBefore(chosen: Chosen): void {
    this.#plan(chosen, (call) => this.#die(call));
  }

  /** The call was done; the sandbox dies before it hears so. */
  diesAfter(chosen: Chosen): void {
    this.#plan(chosen, async (call, pass) => {
      await pass(call);
      return this.#die(call);
    });
  }

  /** Every such call, until the answered function is called. */
  refuses(chosen: Omit<Chosen, 'times'>, error: AwsError): () => void {
    const fault = this.#plan({ ...chosen, times: Number.POSITIVE_INFINITY }, () => Promise.reject(error));
    return () => {
      fault.left = 0;
    };
  }

  /** The call is not passed on before that; with a promise that nothing resolves it hangs for good. */
  holds(chosen: Chosen, until: Promise<unknown>): void {
    this.#plan(chosen, async (call, pass) => {
      await until;
      return pass(call);
    });
  }

  changes(chosen: Chosen, change: (input: Facts) => Facts): void {
    this.#plan(chosen, (call, pass) => pass({ ...call, input: change(call.input) }));
  }

  /** Faults that were planned and met no call: a story that was not told. */
  unmet(): readonly Chosen[] {
    return this.#faults.filter(({ left }) => left > 0).map(({ by, call, about }) => ({ by, call, about }));
  }

  readonly interfere: Interference = (call, pass) => {
    const fault = this.#faults.find((each) => each.left > 0 && meant(call, each));
    if (!fault) return pass(call);
    fault.left -= 1;
    return fault.does(call, pass);
  };

  crashWith(crash: (session: Identity) => Promise<void>): void {
    this.#crash = crash;
  }

  #plan(chosen: Chosen, does: Fault['does']): Fault {
    const fault = { ...chosen, left: chosen.times ?? 1, does };
    this.#faults.push(fault);
    return fault;
  }

  async #die({ identity }: AwsCall): Promise<never> {
    await this.#crash(identity);
    throw new Error('nobody hears this: whoever called is dead');
  }
}

/** A laptop cloud in which things go wrong as told. */
export async function openWithFaults(): Promise<{ readonly laptop: Laptop; readonly faults: Faults }> {
  const faults = new Faults();
  const laptop = await Laptop.open({ interfere: faults.interfere });
  faults.crashWith((session) => laptop.cloud.lambda.crash(session));
  return { laptop, faults };
}

function meant({ service, action, identity, input }: AwsCall, { by, call, about }: Chosen): boolean {
  if (call !== `${service}:${action}` || !identity.arn.endsWith(`/nacre-dev-${by}`)) return false;
  const text = JSON.stringify(input);
  return about.every((part) => text.includes(part));
}
