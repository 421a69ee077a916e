/** Control planes throttle early, and so does a table that has never been busy: AWS advises many attempts. About half a minute in all. */
export const PATIENT = { maxAttempts: 8 };
