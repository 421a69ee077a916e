import { TargetInputError } from './target-input.ts';

/** Why a delivery failed, in the codes of EventBridge's dead-letter queues; what is final is not tried again. */
export type DeliveryFailure = { readonly code: string; readonly message: string; readonly final: boolean };

const CODES: Readonly<Record<string, { readonly code: string; readonly final: boolean }>> = {
  AccessDenied: { code: 'NO_PERMISSIONS', final: true },
  AccessDeniedException: { code: 'NO_PERMISSIONS', final: true },
  ResourceNotFoundException: { code: 'NO_RESOURCE', final: true },
  StateMachineDoesNotExist: { code: 'NO_RESOURCE', final: true },
  StateMachineDeleting: { code: 'NO_RESOURCE', final: true },
  QueueDoesNotExist: { code: 'NO_RESOURCE', final: true },
  'AWS.SimpleQueueService.NonExistentQueue': { code: 'NO_RESOURCE', final: true },
  InvalidRequestContentException: { code: 'INVALID_JSON', final: true },
  InvalidExecutionInput: { code: 'INVALID_JSON', final: true },
  RequestEntityTooLargeException: { code: 'INVALID_PARAMETER', final: true },
  ValidationException: { code: 'INVALID_PARAMETER', final: true },
  TooManyRequestsException: { code: 'THROTTLING', final: false },
  ThrottlingException: { code: 'THROTTLING', final: false },
};

export function failureOf(error: unknown): DeliveryFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TargetInputError) return { code: 'INVALID_PARAMETER', message, final: true };
  const known = CODES[nameOf(error)];
  return known ? { ...known, message } : { code: 'ERROR_FROM_TARGET', message, final: false };
}

/** Errors of ours carry AWS's code, those of the SDK have it as their name. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
