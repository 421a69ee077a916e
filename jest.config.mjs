/** Jest runs the TypeScript sources as they are: esbuild only erases the types. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/erase-types.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.nacre', '<rootDir>/.serverless', '<rootDir>/.venv'],
};
