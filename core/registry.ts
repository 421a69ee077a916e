import type { Image, ModelPackage } from './records.ts';

export type ModelPackageSpec = {
  readonly group: string;
  /** At most 36 characters; the same token gives the same version. */
  readonly clientToken: string;
  readonly description: string;
  readonly image: Image;
  readonly modelArtifacts: string;
  readonly approval: 'Approved' | 'PendingManualApproval';
  readonly evaluation: string;
  readonly statistics?: string;
  readonly constraints?: string;
  readonly commit?: string;
  readonly properties: Readonly<Record<string, string>>;
};

/** A version as the registry describes it. `run` made it; `who` judged it last and `why`, where the registry knows. */
export type JudgedPackage = ModelPackage & { readonly group: string; readonly run?: string; readonly who?: string; readonly why?: string };

export interface Registry {
  ensureGroup(group: string, description: string): Promise<void>;
  /** Undefined for what is not there, and for a package that is no version of a group. */
  describePackage(arn: string): Promise<JudgedPackage | undefined>;
  /** ARNs of the group's Approved versions, newest first. */
  approvedPackages(group: string): Promise<readonly string[]>;
  createPackage(spec: ModelPackageSpec): Promise<ModelPackage>;
}
