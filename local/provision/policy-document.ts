import { z } from 'zod';

/** A policy as CloudFormation carries it; what it means is read where it is defined. */
export const document = z.strictObject({
  Version: z.string().default('2012-10-17'),
  Statement: z.union([z.array(z.record(z.string(), z.unknown())), z.record(z.string(), z.unknown()).transform((one) => [one])]),
});
