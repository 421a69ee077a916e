/** Why one object was not transformed. The message goes to the job's data log; the job's reason only leads there, as in AWS. */
export class ObjectFailure extends Error {
  override readonly name = 'ObjectFailure';
  readonly kind: 'AlgorithmError' | 'ClientError';
  constructor(kind: 'AlgorithmError' | 'ClientError', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export const tooMuchData = (mostBytes: number) => new ObjectFailure('ClientError', `Too much data for max payload size (${mostBytes} bytes)`);
