/** Jest runs the TypeScript sources as they are: esbuild only erases the types. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/erase-types.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  maxWorkers: 2,
  // A busy laptop is no failure: what a test waits for has its own patience.
  testTimeout: 60_000,
  modulePathIgnorePatterns: ['<rootDir>/.nacre', '<rootDir>/.serverless', '<rootDir>/.venv'],
};
