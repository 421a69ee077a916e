/** What SageMaker says where no further machine of a kind may run; of 0 none ever may. */
export function limitReached(kind: string, quota: number): string {
  return `The account-level service limit '${kind}' is ${quota} Instances, with current utilization of ${quota} Instances and a request delta of 1 Instances.`;
}
