/** SageMaker has no machine of one instance type for us now, or the account's limit for it is reached: the state machine goes on to the next type. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
}

/** No instance type of the project had capacity. A training waits for some unless every quota is 0; a scoring is tried again as a whole. */
export class CapacityExhaustedError extends Error {
  override readonly name = 'CapacityExhaustedError';
  constructor(instanceTypes: readonly string[], setting = 'training.instanceTypes') {
    super(`no capacity for any of ${instanceTypes.join(', ')}; name further types in ${setting} of project.yml`);
  }
}

/** Every instance type is taken for now: whoever tries again later goes through the list anew. */
export class CapacityAwaitedError extends Error {
  override readonly name = 'CapacityAwaitedError';
  constructor(instanceTypes: readonly string[]) {
    super(
      `no machine is free for now among ${instanceTypes.join(', ')}; it is tried again, and further types in training.instanceTypes or a higher quota shorten the wait`,
    );
  }
}
