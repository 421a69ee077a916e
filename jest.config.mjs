/** Jest runs the TypeScript sources as they are: esbuild only erases the types. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/erase-types.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/longest-first.mjs',
  // A busy laptop is no failure: only what hangs comes to this end.
  testTimeout: 900_000,
  modulePathIgnorePatterns: ['<rootDir>/.nacre', '<rootDir>/.serverless', '<rootDir>/.venv'],
};
