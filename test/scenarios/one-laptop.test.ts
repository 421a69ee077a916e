/**
 * Stories that share one laptop, one after the other. To tell one alone: jest --testMatch '<rootDir>/test/scenarios/data.stories.ts'
 * Those that count what the whole laptop does come first, those that leave something running come last.
 */
import './large-files.stories.ts';
import './data.stories.ts';
import './uploads.stories.ts';
import './training-faults.stories.ts';
import './lacking-machines.stories.ts';
import './batches.stories.ts';
import './clients.stories.ts';
import './drift-alarm.stories.ts';
import './project-files.stories.ts';
import './triggers.stories.ts';
import './agreement.stories.ts';
