/** SageMaker has no machine of one instance type for us now, or the account's limit for it is reached: the state machine goes on to the next type. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
}

/** The account may run no machine of any of the project's instance types: no waiting helps. `setting` names them in project.yml. */
export class CapacityExhaustedError extends Error {
  override readonly name = 'CapacityExhaustedError';
  constructor(instanceTypes: readonly string[], setting: string) {
    super(`the account's quota is 0 for each of ${instanceTypes.join(', ')}; ask AWS for a higher one, or name further types in ${setting} of project.yml`);
  }
}

/** Every instance type is taken for now: whoever tries again later goes through the list anew. */
export class CapacityAwaitedError extends Error {
  override readonly name = 'CapacityAwaitedError';
  constructor(instanceTypes: readonly string[], setting: string) {
    super(
      `no machine is free for now among ${instanceTypes.join(', ')}; it is tried again, and further types in ${setting} or a higher quota shorten the wait`,
    );
  }
}
