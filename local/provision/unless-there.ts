/** How each service says that what was to be created is there already. */
const THERE = new Set([
  'BucketAlreadyOwnedByYou',
  'ResourceInUseException',
  'AlreadyExistsException',
  'RepositoryAlreadyExistsException',
  'ResourceAlreadyExistsException',
  'ConflictException',
]);

/** Applying a template twice must not fail: what is there is then settled again. Answers whether it was made now. */
export async function unlessThere(creation: Promise<unknown>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if (error instanceof Error && THERE.has(error.name)) return false;
    throw error;
  }
}
