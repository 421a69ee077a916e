import * as z from 'zod/mini';

/** Types of machines in order of preference; SageMaker's service model holds the exact list, this only catches slips. */
export function instanceTypes(example: string) {
  const InstanceType = z.string().check(z.regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, `write a SageMaker instance type such as ${example}`));
  return z.array(InstanceType).check(z.minLength(1), z.maxLength(10));
}
