import { ObjectCreated } from './object-created.ts';

/** In the data bucket, under batches/: rows landed that are to be scored. */
export const BatchUploaded = ObjectCreated;
export type BatchUploaded = ObjectCreated;
