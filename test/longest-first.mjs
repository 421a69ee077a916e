import { statSync } from 'node:fs';

/** What takes minutes begins first, so that no worker stands idle while the other one finishes; the rest follow by their size, as jest has it. */
const LONGEST = ['scenarios/one-laptop', 'world/hostile/simulation', 'scenarios/dying-functions', 'scenarios/', 'cli/start', 'cli/nacre'];

export default class LongestFirst {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((part) => path.includes(`/test/${part}`));
      return at < 0 ? LONGEST.length : at;
    };
    return [...tests].sort((one, other) => rank(one) - rank(other) || statSync(other.path).size - statSync(one.path).size);
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
