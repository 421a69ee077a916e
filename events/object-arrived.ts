import * as z from 'zod/mini';
import { ObjectCreated } from './object-created.ts';
import { ObjectFound } from './object-found.ts';

/** An object is there: S3 told so, or, where its event was lost, sweepUploads found it. */
export const ObjectArrived = z.discriminatedUnion('source', [ObjectCreated, ObjectFound]);
export type ObjectArrived = z.infer<typeof ObjectArrived>;
