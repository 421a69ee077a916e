/** How a Task does its work. Others are added here and in run-task.ts; what is not known is refused when the machine is defined. */
export type TaskResource = { readonly kind: 'lambda'; readonly arn: string } | { readonly kind: 'lambda:invoke'; readonly waitsForToken: boolean };

const FUNCTION_ARN = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(?::[A-Za-z0-9$_-]+)?$/;

/** What a Task's Resource means, or undefined where nothing here can do it. */
export function taskResource(resource: string): TaskResource | undefined {
  if (resource === 'arn:aws:states:::lambda:invoke') return { kind: 'lambda:invoke', waitsForToken: false };
  if (resource === 'arn:aws:states:::lambda:invoke.waitForTaskToken') return { kind: 'lambda:invoke', waitsForToken: true };
  return FUNCTION_ARN.test(resource) ? { kind: 'lambda', arn: resource } : undefined;
}
