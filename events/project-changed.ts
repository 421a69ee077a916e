import { ObjectCreated } from './object-created.ts';

/** In the config bucket: a project.yml was written. */
export const ProjectChanged = ObjectCreated;
export type ProjectChanged = ObjectCreated;
