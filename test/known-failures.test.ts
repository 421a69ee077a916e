/**
 * What systems of this kind are known to fail by, each under its name: it is provoked against the product's own code, and what a user sees of it is asserted.
 * docs/reliability.md says what else is tested, and how.
 */
import './known-failures/waiting.stories.ts';
import './known-failures/repetition.stories.ts';
import './known-failures/triggers.stories.ts';
