/** ENOENT, ESRCH and the like. Not by instanceof: under a test runner the system's errors are born in another realm. */
export function systemCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
